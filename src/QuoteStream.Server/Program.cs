using QuoteStream.Server.Demo;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Portfolios;
using QuoteStream.Server.Security;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server;

/// <summary>The server, part by part.</summary>
public static class Program
{
    public static async Task<int> Main(string[] args)
    {
        var (settings, command, rest) = CommandLine.Split(args);
        return command switch
        {
            null => await ServeCommand.RunAsync(() => Build(settings)),
            "health" => await HealthCommand.RunAsync(rest),
            "trial-balance" => await TrialBalanceCommand.RunAsync([.. settings, .. rest]),
            "token" => TokenCommand.Run(settings, rest),
            _ => CommandLine.IsHelp(command) ? Usage.Print() : Usage.Refuse(command),
        };
    }

    /// <exception cref="SettingException">A setting has a value that the server cannot start with.</exception>
    /// <param name="adapt">Puts other parts in the place of some, as the last thing before the server is built: a test's.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? adapt = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(Program).Assembly.GetName().Name,
            // Beside the binary, wherever the server is started from: settings and pages are found there.
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.AddHttps();
        builder.AddProblems();
        builder.AddOperations();
        builder.AddCrossOrigin();
        builder.AddAuth();
        builder.AddMarketData();
        builder.AddIngest();
        builder.AddStreaming();
        builder.AddPortfolios();
        builder.AddDemo();
        adapt?.Invoke(builder);

        var app = builder.Build();
        app.UseCrossOrigin();
        app.UseProblems();
        app.MapIngest();
        app.MapOperations();
        app.MapSignIn();
        app.MapStreams();
        app.MapPortfolios();
        app.MapPages();
        return app;
    }
}
