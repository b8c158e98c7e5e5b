using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using QuoteStream.Server.Operations;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Operations;

public class HealthTests
{
    [Fact]
    public async Task A_started_server_is_alive_and_ready()
    {
        await using var server = await RunningServer.StartAsync();

        using var live = await server.Http.GetAsync("/healthz/live");
        using var ready = await server.Http.GetAsync("/healthz/ready");

        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("""{"status":"healthy","checks":{"endpoints":"healthy","ledger":"healthy"}}""", await ready.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_stopping_server_is_alive_but_not_ready()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = new TaskCompletionSource<(HttpStatusCode Live, HttpStatusCode Ready)>();
        var lifetime = server.Services.GetRequiredService<Microsoft.Extensions.Hosting.IHostApplicationLifetime>();

        // The callback runs before Kestrel closes its endpoints, which is when a load balancer asks.
        lifetime.ApplicationStopping.Register(() => answer.SetResult((Ask("live"), Ask("ready"))));
        await server.StopAsync();

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), await answer.Task);

        HttpStatusCode Ask(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/healthz/{path}");
            using var response = server.Http.Send(request);
            return response.StatusCode;
        }
    }

    [Fact]
    public async Task A_server_that_has_not_started_is_not_ready()
    {
        using var data = new TemporaryFolder();
        await using WebApplication app = Program.Build([$"--Data:Directory={data.Path}"]);

        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Equal("starting", report.Entries["endpoints"].Description);
    }

    [Fact]
    public async Task The_health_command_tells_a_ready_server_from_none()
    {
        int atNone;
        await using (var server = await RunningServer.StartAsync(("Kestrel:Endpoints:Http:Url", LastingPort.TakeUrl())))
        {
            Assert.Equal(0, await HealthCommand.RunAsync([server.HttpAddress.ToString()]));
            await server.StopAsync();
            atNone = await HealthCommand.RunAsync([server.HttpAddress.ToString()]);
        }

        Assert.Equal(1, atNone);
        Assert.Equal(1, await HealthCommand.RunAsync(["not an address"]));
    }
}
