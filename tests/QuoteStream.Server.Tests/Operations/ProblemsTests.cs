using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Operations;

public class ProblemsTests
{
    [Theory]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "text/event-stream")]
    [InlineData("GET", "/nowhere", HttpStatusCode.NotFound, "text/html")]
    [InlineData("POST", "/metrics", HttpStatusCode.MethodNotAllowed, "*/*")]
    public async Task An_error_of_the_server_is_a_problem_whatever_the_client_accepts(string method, string path, HttpStatusCode status, string accept)
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Accept", accept } } };

        using var response = await server.Http.SendAsync(request);

        await AssertIsProblemAsync(response, status);
    }

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task A_bug_and_a_malformed_request_are_problems_without_a_stack_trace(string environment)
    {
        await using var server = await RunningServer.StartAsync(MapFaults, ("environment", environment), ("Logging:LogLevel:Default", "None"));

        using var bug = await server.Http.GetAsync("/bug");
        using var notANumber = await server.Http.GetAsync("/number?value=x");
        using var notJson = await server.Http.PostAsync("/body", new StringContent("{", null, "application/json"));
        using var notText = await server.Http.PostAsync("/body", new StringContent("{}", null, "text/csv"));

        await AssertIsProblemAsync(bug, HttpStatusCode.InternalServerError);
        await AssertIsProblemAsync(notANumber, HttpStatusCode.BadRequest);
        await AssertIsProblemAsync(notJson, HttpStatusCode.BadRequest);
        await AssertIsProblemAsync(notText, HttpStatusCode.UnsupportedMediaType);
    }

    private static void MapFaults(WebApplication app)
    {
        app.MapGet("/bug", string () => throw new InvalidOperationException("a secret of the house"));
        app.MapGet("/number", (int value) => value);
        app.MapPost("/body", (Dictionary<string, string> body) => body.Count);
    }

    private static async Task AssertIsProblemAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = JsonSerializer.Deserialize<JsonElement>(text);
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        Assert.NotEmpty(problem.GetProperty("title").GetString()!);
        Assert.DoesNotContain("   at ", text);
        Assert.DoesNotContain("secret", text);
        Assert.DoesNotContain("Exception", text);
    }
}
