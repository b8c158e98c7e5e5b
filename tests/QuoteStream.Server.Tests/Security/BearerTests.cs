using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>Which tokens of other implementations are believed, and which are not.</summary>
public sealed class BearerTests(NodeTokens node) : IClassFixture<NodeTokens>
{
    private const string Quotes = "/v1/quotes?symbols=AAPL";

    [TheoryNeeds("node")]
    [InlineData("RS256", "rsa2048")]
    [InlineData("PS256", "rsa3072")]
    [InlineData("ES256", "P-256")]
    [InlineData("HS256", "secret")]
    public async Task A_token_of_a_configured_key_is_accepted_wherever_a_token_goes(string algorithm, string type)
    {
        var key = await node.KeyAsync(type);
        await using var server = await StartAsync(type == "secret" ? ("Auth:SymmetricKeys", key.Private) : ("Auth:PublicKeys:0", key.Public));
        var token = await node.SignAsync(algorithm, key.Private, Claims.Of());
        var array = await node.SignAsync(algorithm, key.Private, Claims.Of(changes: [("scope", null), ("scp", new[] { "email", "quotes:read" })]));

        foreach (var good in new[] { token, array })
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, good));
            using var stream = await server.SendAsync("GET", "/v1/stream?symbols=AAPL", good);
            Assert.Equal(HttpStatusCode.OK, stream.StatusCode);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, null));
    }

    [FactNeeds("node")]
    public async Task A_public_key_may_be_a_file()
    {
        using var folder = new TemporaryFolder();
        var key = await node.KeyAsync("P-256");
        var file = Path.Combine(folder.Path, "issuer.pem");
        await File.WriteAllTextAsync(file, key.Public);
        await using var server = await StartAsync(("Auth:PublicKeys", file));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, await node.SignAsync("ES256", key.Private, Claims.Of())));
    }

    [FactNeeds("node")]
    public async Task What_is_wrong_with_a_token_is_said_and_nothing_of_it_shown()
    {
        var rsa = await node.KeyAsync("rsa2048");
        var other = await node.KeyAsync("rsa2048");
        await using var server = await StartAsync(("Auth:PublicKeys:0", rsa.Public), ("Auth:Issuers", "https://login.example.com"));
        Task<string> Sign(params (string, object?)[] changes) => node.SignAsync("RS256", rsa.Private, Claims.Of(changes: changes));
        Task<string> SignWith(string algorithm, string key, params (string, object?)[] header) =>
            node.SignAsync(algorithm, key, Claims.Of(), header.ToDictionary(pair => pair.Item1, pair => pair.Item2));
        var publicAsSecret = Convert.ToBase64String(Encoding.ASCII.GetBytes(rsa.Public));
        (string Token, string Reason)[] refused =
        [
            ("nonsense", "not a signed JWT"),
            ("a.b.c", "not a signed JWT"),
            ("..", "not a signed JWT"),
            ($"{Base64Url.EncodeToString("null"u8)}.{Base64Url.EncodeToString("[]"u8)}.AAAA", "not a signed JWT"),
            (new string('x', 9_000), "more than 8192 characters"),
            (await Sign() + ".", "not a signed JWT"),
            (await SignWith("none", "", ("alg", "none")), "algorithm"),
            (await SignWith("RS256", rsa.Private, ("alg", "none")), "algorithm"),
            (await SignWith("RS256", rsa.Private, ("typ", "JWT")), "algorithm"),
            (await SignWith("HS256", publicAsSecret, ("alg", "HS256")), "key is not known"),
            (await SignWith("RS256", rsa.Private, ("alg", "ES256")), "key is not known"),
            (await SignWith("RS256", rsa.Private, ("alg", "RS256"), ("crit", new[] { "b64" }), ("b64", true)), "critical"),
            (await SignWith("RS256", other.Private, ("alg", "RS256")), "signature is not valid"),
            (await SignWith("PS256", rsa.Private, ("alg", "RS256")), "signature is not valid"),
            (await Sign(("exp", Claims.InSeconds(-31))), "has expired"),
            (await Sign(("exp", null)), "never expires"),
            (await Sign(("exp", 1e300)), "before 2038"),
            (await Sign(("nbf", Claims.InSeconds(600))), "not yet valid"),
            (await Sign(("nbf", 1e300)), "has an nbf"),
            (await Sign(("nbf", 4_102_444_800)), "has an nbf"),
            (await Sign(("nbf", "soon")), "has an nbf"),
            (await Sign(("aud", "somebody-else")), "another audience"),
            (await Sign(("aud", null)), "another audience"),
            (await Sign(("iss", "https://login.example.org")), "issuer is not trusted"),
            (await Sign(("iss", "quotestream-local")), "key is not known"),
            (await Sign(("sub", null)), "no sub"),
            (await Sign(("sub", "")), "no sub"),
            (await Sign(("sub", 7)), "no sub"),
            (await Sign(("sub", new string('a', 129))), "no sub"),
            (await Sign(("sub", "alice\u0000")), "no sub"),
            (await Sign(("sub", "alice\u202e")), "no sub"),
        ];

        foreach (var (token, reason) in refused)
        {
            using var response = await server.SendAsync("GET", Quotes, token);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == HttpStatusCode.Unauthorized, $"{reason}: {response.StatusCode}");
            Assert.True(text.Contains(reason), $"{reason}: {text}");
            Assert.Equal("/problems/invalid-token", JsonDocument.Parse(text).RootElement.GetProperty("type").GetString());
            Assert.StartsWith("Bearer error=\"invalid_token\", error_description=\"", response.Headers.WwwAuthenticate.ToString());
            Assert.DoesNotContain("alice", text);
            Assert.DoesNotContain("example", text);
        }

        // Within the skew of the clocks.
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, await Sign(("exp", Claims.InSeconds(-5)))));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, await Sign(("nbf", Claims.InSeconds(5)))));
    }

    [FactNeeds("node")]
    public async Task An_algorithm_that_is_not_on_the_list_is_refused_whatever_the_key()
    {
        var secret = await node.KeyAsync("secret");
        var ec = await node.KeyAsync("P-256");
        await using var server = await StartAsync(("Auth:SymmetricKeys", secret.Private), ("Auth:PublicKeys:0", ec.Public), ("Auth:Algorithms", "ES256"));

        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(server, await node.SignAsync("HS256", secret.Private, Claims.Of())));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, await node.SignAsync("ES256", ec.Private, Claims.Of())));
    }

    [FactNeeds("node")]
    public async Task Without_the_scope_it_is_403_and_delayed_quotes_are_explained()
    {
        var key = await node.KeyAsync("secret");
        await using var server = await StartAsync(("Auth:SymmetricKeys", key.Private));

        using var none = await server.SendAsync("GET", Quotes, await node.SignAsync("HS256", key.Private, Claims.Of(scope: "portfolio:read quotes:readx")));
        using var delayed = await server.SendAsync(
            "GET", "/v1/stream?symbols=AAPL", await node.SignAsync("HS256", key.Private, Claims.Of(scope: "quotes:delayed")));

        Assert.Equal(HttpStatusCode.Forbidden, none.StatusCode);
        Assert.Equal("Bearer error=\"insufficient_scope\", scope=\"quotes:read\"", none.Headers.WwwAuthenticate.ToString());
        Assert.Contains("/problems/insufficient-scope", await none.Content.ReadAsStringAsync());
        Assert.Equal(HttpStatusCode.Forbidden, delayed.StatusCode);
        Assert.Contains("this server offers none", await delayed.Content.ReadAsStringAsync());
    }

    [FactNeeds("node")]
    public async Task No_mutation_of_a_token_is_ever_accepted()
    {
        var seed = Environment.TickCount;
        var random = new Random(seed);
        var rsa = await node.KeyAsync("rsa2048");
        var secret = await node.KeyAsync("secret");
        await using var server = await StartAsync(("Auth:PublicKeys:0", rsa.Public), ("Auth:SymmetricKeys", secret.Private));
        string[] tokens = [await node.SignAsync("RS256", rsa.Private, Claims.Of()), await node.SignAsync("HS256", secret.Private, Claims.Of())];

        for (var i = 0; i < 400; i++)
        {
            var token = tokens[i % tokens.Length];
            var mutated = Mutate(token, random);
            if (SameBytes(token, mutated))
            {
                continue;
            }

            using var response = await server.SendAsync("GET", Quotes, mutated);
            var isRefused = response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests;
            Assert.True(isRefused, $"seed {seed}, mutation {i}: {response.StatusCode} for {mutated}");
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, tokens[0]));
    }

    private static string Mutate(string token, Random random)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
        var text = new StringBuilder(token);
        for (var n = random.Next(1, 4); n > 0; n--)
        {
            var at = random.Next(text.Length);
            switch (random.Next(3))
            {
                case 0:
                    text[at] = Alphabet[random.Next(Alphabet.Length)];
                    break;
                case 1:
                    text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
                    break;
                default:
                    text.Insert(at, Alphabet[random.Next(Alphabet.Length)]);
                    break;
            }

            if (text.Length == 0)
            {
                text.Append('.');
            }
        }

        return text.ToString();
    }

    // The last letter of a signature has bits that mean nothing: other letters there are the same signature.
    private static bool SameBytes(string token, string mutated) =>
        token.Length == mutated.Length && token[..^1] == mutated[..^1] && Base64Url.IsValid(mutated.AsSpan()[(mutated.LastIndexOf('.') + 1)..])
        || token == mutated;

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) =>
        RunningServer.StartAsync([("environment", "Production"), .. settings]);

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string? token)
    {
        using var response = await server.SendAsync("GET", Quotes, token);
        return response.StatusCode;
    }
}
