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
        Assert.DoesNotContain(document.GetProperty("paths").EnumerateObject(), path => path.Name is "/metrics" or "/healthz/ready");
    }
}
