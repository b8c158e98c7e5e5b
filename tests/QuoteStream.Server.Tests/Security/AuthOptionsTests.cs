using Microsoft.Extensions.Configuration;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Tests.Security;

public sealed class AuthOptionsTests
{
    // A key that is too weak to be believed: RSA of 1024 bits.
    private const string WeakKey = """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC7
        -----END PUBLIC KEY-----
        """;

    [Theory]
    [InlineData("Auth:Authority", "http://login.example.com")]
    [InlineData("Auth:Authority", "login.example.com")]
    [InlineData("Auth:Authority", "https://login.example.com/?a=b")]
    [InlineData("Auth:Audience", "")]
    [InlineData("Auth:Issuers", "a,,b")]
    [InlineData("Auth:Algorithms", "none")]
    [InlineData("Auth:Algorithms", "RS256,HS999")]
    [InlineData("Auth:ClockSkew", "00:06:00")]
    [InlineData("Auth:ClockSkew", "-00:00:01")]
    [InlineData("Auth:MaxTicketsPerSubject", "0")]
    [InlineData("Auth:MaxTickets", "0")]
    [InlineData("Auth:MaxTicketsPerMinute", "0")]
    [InlineData("Auth:MaxFailuresPerMinute", "0")]
    [InlineData("Auth:DevelopmentKey", "maybe")]
    public void What_makes_no_sense_is_refused_with_its_key(string key, string value) =>
        Assert.Equal(key, Assert.Throws<SettingException>(() => Read((key, value))).Key);

    [Theory]
    [InlineData("Auth:SymmetricKeys", "c2hvcnQ=", "Auth:SymmetricKeys:0")]
    [InlineData("Auth:SymmetricKeys", "not base64 at all but long enough to be a key", "Auth:SymmetricKeys:0")]
    [InlineData("Auth:PublicKeys:0", "/nowhere/key.pem", "Auth:PublicKeys:0")]
    [InlineData("Auth:PublicKeys:0", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----", "Auth:PublicKeys:0")]
    [InlineData("Auth:PublicKeys:0", "-----BEGIN", "Auth:PublicKeys:0")]
    [InlineData("Auth:PublicKeys:0", WeakKey, "Auth:PublicKeys:0")]
    public void A_key_that_is_none_is_refused_and_never_shown(string key, string value, string named)
    {
        var refusal = Assert.Throws<SettingException>(() => ConfiguredKeys.Read(Read((key, value)), "/"));

        Assert.Equal(named, refusal.Key);
        Assert.True(value.StartsWith('/') || !refusal.Message.Contains(value), refusal.Message);
    }

    [Fact]
    public void An_authority_without_tls_may_be_on_this_machine()
    {
        Assert.Equal("http://localhost:9000/realm", Read(("Auth:Authority", "http://localhost:9000/realm")).Authority);
        Assert.Equal("https://login.example.com", Read(("Auth:Authority", "https://login.example.com")).Authority);
    }

    private static AuthOptions Read(params (string Key, string Value)[] settings) => SettingsSetup.Read<AuthOptions>(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build());
}
