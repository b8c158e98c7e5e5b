using System.Net.Http.Json;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Operations;

public class OpenApiTests
{
    [Fact]
    public async Task The_interface_is_described_for_programs_without_the_pages_for_operators()
    {
        await using var server = await RunningServer.StartAsync();

        var document = await server.Http.GetFromJsonAsync<JsonElement>("/openapi/v1.json");

        Assert.StartsWith("3.", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Equal("QuoteStream", document.GetProperty("info").GetProperty("title").GetString());
        var stream = document.GetProperty("paths").GetProperty("/v1/stream").GetProperty("get").GetProperty("security").EnumerateArray().ToArray();
        Assert.Equal(["bearer", "session", "ticket"], stream.Select(way => Assert.Single(way.EnumerateObject()).Name));
        Assert.Equal("quotes:read", stream[0].GetProperty("bearer")[0].GetString());
        var bars = document.GetProperty("paths").GetProperty("/v1/bars").GetProperty("get");
        Assert.Equal(["symbol", "interval", "limit"], bars.GetProperty("parameters").EnumerateArray().Select(one => one.GetProperty("name").GetString()));
        Assert.Equal(["200", "400"], bars.GetProperty("responses").EnumerateObject().Select(one => one.Name).Where(code => code is "200" or "400"));
        Assert.True(document.GetProperty("paths").TryGetProperty("/v1/trades", out _));
        Assert.Equal("http", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("type").GetString());
        Assert.DoesNotContain(document.GetProperty("paths").EnumerateObject(), path => path.Name is "/metrics" or "/healthz/ready");
    }
}
