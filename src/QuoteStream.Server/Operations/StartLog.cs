namespace QuoteStream.Server.Operations;

/// <summary>
/// Keeps the host and Kestrel from logging the stack trace of a start that failed: the same exception reaches Main, which says it in one sentence.
/// </summary>
public sealed class StartLog
{
    private static readonly string[] Categories = ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel"];

    // Written once, read by any thread that logs; a reader that sees it late only loses what it would have lost before.
    private bool _started;

    public static void Add(WebApplicationBuilder builder)
    {
        var log = new StartLog();
        builder.Services.AddSingleton(log);
        builder.Services.Configure<LoggerFilterOptions>(options =>
        {
            foreach (var category in Categories)
            {
                options.Rules.Add(new LoggerFilterRule(null, category, LogLevel.Warning, (_, _, level) => log._started || level < LogLevel.Error));
            }
        });
    }

    public static void OpenWhenStarted(WebApplication app)
    {
        var log = app.Services.GetRequiredService<StartLog>();
        app.Lifetime.ApplicationStarted.Register(() => log._started = true);
    }
}
