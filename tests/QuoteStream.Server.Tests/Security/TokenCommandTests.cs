using System.Net;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Security;

/// <summary>The command <c>token</c>, as a process.</summary>
public sealed class TokenCommandTests
{
    [Fact]
    public async Task It_prints_a_token_alone_which_a_server_in_development_accepts()
    {
        using var folder = new TemporaryFolder();
        var token = await PrintAsync("token", "--subject", "alice", "--scope=quotes:read portfolio:read", $"--Data:Directory={folder.Path}");
        await using var server = await RunningServer.StartAsync(("Data:Directory", folder.Path), ("Auth:AnonymousQuotes", "false"));
        await using var strict = await RunningServer.StartAsync(("Data:Directory", folder.Path), ("environment", "Production"));
        await using var willing = await RunningServer.StartAsync(
            ("Data:Directory", folder.Path), ("environment", "Production"), ("Auth:DevelopmentKey", "true"));

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, token));
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(strict, token));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(willing, token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1, "--environment", "Production")]
    public async Task Dotnet_run_is_in_development_unless_told_otherwise_and_prints_the_token_alone(int remarks, params string[] settings)
    {
        using var folder = new TemporaryFolder();
        var project = Path.Combine(RepositoryFolder.Root, "src", "QuoteStream.Server");
        await using var run = ChildProcess.Start(
            "dotnet",
            [
                "run", "--no-build", "--configuration", ServerProcess.Configuration, "--project", project, "--",
                .. settings, "token", "--subject", "alice", "--scope", "quotes:read", $"--Data:Directory={folder.Path}",
            ]);

        Assert.True(await run.WaitForExitAsync() == 0, string.Join('\n', run.Errors));
        Assert.Equal(3, Assert.Single(run.Output).Split('.').Length);
        Assert.Equal(remarks, run.Errors.Count(line => line.Contains("does not accept this token")));
    }

    [Fact]
    public async Task The_server_and_several_commands_at_once_agree_on_the_key_which_nobody_else_can_read()
    {
        using var folder = new TemporaryFolder();
        var starting = RunningServer.StartAsync(("Data:Directory", folder.Path), ("Auth:AnonymousQuotes", "false"));
        var tokens = await Task.WhenAll(Enumerable.Range(0, 3).Select(
            i => PrintAsync("token", "--subject", $"s{i}", "--scope", "quotes:read", $"--Data:Directory={folder.Path}")));
        await using var server = await starting;

        foreach (var token in tokens)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(server, token));
        }

        var file = Assert.Single(Directory.GetFiles(folder.Path, "development.key*"));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("--subject is missing", "token", "--scope", "quotes:read")]
    [InlineData("--scope is missing", "token", "--subject", "alice")]
    [InlineData("'quotes:all' is not a scope", "token", "--subject", "alice", "--scope", "quotes:read quotes:all")]
    [InlineData("--lifetime is '3600'", "token", "--subject", "alice", "--scope", "quotes:read", "--lifetime", "3600")]
    [InlineData("--lifetime is '9999.00:00:00'", "token", "--subject", "alice", "--scope", "quotes:read", "--lifetime", "9999.00:00:00")]
    [InlineData("'--colour' is not an option", "token", "--colour", "red")]
    [InlineData("--subject has no value", "token", "--subject")]
    [InlineData("--subject is given twice", "token", "--subject", "a", "--subject", "b")]
    [InlineData("--subject is ''", "token", "--subject=", "--scope", "quotes:read")]
    public async Task Bad_arguments_are_one_line_and_exit_code_2(string said, params string[] args)
    {
        await using var command = ServerProcess.Run(args);

        Assert.Equal(2, await command.WaitForExitAsync());
        Assert.Contains(said, Assert.Single(command.Errors));
        Assert.Empty(command.Output);
    }

    [Fact]
    public async Task Help_says_how()
    {
        await using var command = ServerProcess.Run("token", "--help");

        Assert.Equal(0, await command.WaitForExitAsync());
        Assert.Contains(command.Output, line => line.Contains("--lifetime"));
    }

    private static async Task<string> PrintAsync(params string[] args)
    {
        await using var command = ServerProcess.Run(args);
        Assert.Equal(0, await command.WaitForExitAsync());
        return Assert.Single(command.Output);
    }

    private static async Task<HttpStatusCode> StatusAsync(RunningServer server, string token)
    {
        using var response = await server.SendAsync("GET", "/v1/quotes?symbols=AAPL", token);
        return response.StatusCode;
    }
}
