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
        Assert.Equal("http", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("bearer").GetProperty("type").GetString());
        Assert.DoesNotContain(document.GetProperty("paths").EnumerateObject(), path => path.Name is "/metrics" or "/healthz/ready");
    }
}
