using QuoteStream.Server.Ingest.Grpc;

namespace QuoteStream.Server.Tests.Ingest.Grpc;

public sealed class GrpcMessageTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("plain text: \"a\" + ~", "plain text: \"a\" + ~")]
    [InlineData("100%", "100%25")]
    [InlineData("a\r\nb\tc\0", "a%0D%0Ab%09c%00")]
    [InlineData("é", "%C3%A9")]
    [InlineData("📈", "%F0%9F%93%88")]
    [InlineData("\u007f", "%7F")]
    public void What_is_not_printable_ascii_is_percent_encoded(string message, string encoded) =>
        Assert.Equal(encoded, GrpcMessageText.Encode(message));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("%EF%BF%BD", GrpcMessageText.Encode("\ud800"));

    [Fact]
    public void A_long_message_is_cut() =>
        Assert.Equal(GrpcMessageText.MaxLength, GrpcMessageText.Encode(new string('x', 100_000)).Length);
}
