using System.Net;
using System.Net.Sockets;
using QuoteStream.Server.Operations;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Operations;

public class CommandLineTests
{
    [Fact]
    public async Task The_server_answers_and_ends_with_0_on_SIGTERM()
    {
        await using var server = await ServerProcess.StartAsync();
        using var client = new HttpClient();

        using var ready = await client.GetAsync(new Uri(server.HttpAddress, "/healthz/ready"));

        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal(0, await server.TerminateAsync());
    }

    [Theory]
    [InlineData("--Data:Directory=/proc/nowhere", "Data:Directory")]
    [InlineData("--Data:Directry=data", "Data:Directry")]
    [InlineData("--Kestrel:Endpoints:Http:Url=nonsense", "Kestrel:Endpoints:Http:Url")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://127.0.0.1:99999", "Kestrel:Endpoints:Http:Url")]
    [InlineData("--Kestrel:Endpoints:Grpc:Protocols=Http5", "Kestrel:Endpoints:Grpc:Protocols")]
    [InlineData("--Logging:LogLevel:Default=Loud", "Logging:LogLevel:Default")]
    [InlineData("--OpenTelemetry:Otlp:Endpoint=nowhere", "OpenTelemetry:Otlp:Endpoint")]
    [InlineData("--Kestrel:Endpoints:Http:Url=http://192.0.2.1:0", "Kestrel:Endpoints")]
    [InlineData("--Kestrel:Certificates:Default:Path=/nowhere/server.pfx", "Kestrel:Certificates:Default:Path")]
    [InlineData("--Cors:Origins=https://*.example.com", "Cors:Origins")]
    [InlineData("frobnicate", "frobnicate")]
    public async Task A_start_that_cannot_be_is_one_line_that_names_the_cause(string argument, string named)
    {
        await using var server = ServerProcess.Run("--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0", "--Kestrel:Endpoints:Http:Url=http://127.0.0.1:0", argument);

        Assert.Equal(1, await server.WaitForExitAsync());
        var line = Assert.Single(server.Errors);
        Assert.Contains(named, line);
        Assert.DoesNotContain(server.Output, printed => printed.Contains("   at "));
    }

    [Fact]
    public async Task An_address_in_use_is_one_line_that_names_it()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        await using var server = ServerProcess.Run($"--Kestrel:Endpoints:Http:Url=http://{other.LocalEndpoint}", "--Kestrel:Endpoints:Grpc:Url=http://127.0.0.1:0");

        Assert.Equal(1, await server.WaitForExitAsync());
        Assert.Contains($"http://{other.LocalEndpoint}", Assert.Single(server.Errors));
        Assert.DoesNotContain(server.Output, printed => printed.Contains("   at "));
    }

    [Theory]
    [InlineData("--Auth:SymetricKeys=hunter2", "Auth:SymetricKeys")]
    [InlineData("--Auth:ClockSkew=hunter2", "Auth:ClockSkew")]
    [InlineData("--Auth:DevelopmentKey=hunter2", "Auth:DevelopmentKey")]
    [InlineData("--Auth:Authority=hunter2", "Auth:Authority")]
    [InlineData("--Auth:Algorithms=hunter2", "Auth:Algorithms")]
    [InlineData("--Auth:SymmetricKeys=hunter2", "Auth:SymmetricKeys:0")]
    [InlineData("--Auth:PublicKeys=hunter2", "Auth:PublicKeys:0")]
    [InlineData("--Auth=hunter2", "Auth")]
    [InlineData("--Portfolio:ConectionString=hunter2", "Portfolio:ConectionString")]
    [InlineData("--Portfolio:ConnectionString=hunter2", "Portfolio:Store")]
    [InlineData("-Auth:SymmetricKeys=hunter2", "-Auth:SymmetricKeys")]
    public async Task A_refused_secret_is_not_shown(string argument, string named)
    {
        await using var server = ServerProcess.Run(argument);

        Assert.Equal(1, await server.WaitForExitAsync());
        var line = Assert.Single(server.Errors);
        Assert.Contains(named, line);
        Assert.DoesNotContain("hunter2", line);
        Assert.DoesNotContain(server.Output, printed => printed.Contains("hunter2"));
    }

    [Fact]
    public void Settings_may_stand_in_front_of_a_command()
    {
        var (settings, command, rest) = CommandLine.Split(["--environment=Development", "--Data:Directory", "token", "token", "--subject", "a"]);

        Assert.Equal(["--environment=Development", "--Data:Directory", "token"], settings);
        Assert.Equal("token", command);
        Assert.Equal(["--subject", "a"], rest);
        Assert.Equal("--help", CommandLine.Split(["--environment=Development", "--help"]).Command);
        Assert.Null(CommandLine.Split(["--environment=Development", "--environment"]).Command);
    }

    [Fact]
    public async Task Help_prints_every_setting_with_its_default_and_what_it_means()
    {
        await using var server = ServerProcess.Run("--help");

        Assert.Equal(0, await server.WaitForExitAsync());
        Assert.Contains(server.Output, line => line == "  Data:Directory = data");
        Assert.Contains(server.Output, line => line.StartsWith("      Directory of everything", StringComparison.Ordinal));
        Assert.Contains(server.Output, line => line == "  Ingest:Providers = (empty)");
        Assert.Contains(server.Output, line => line.StartsWith("usage:", StringComparison.Ordinal));
    }
}
