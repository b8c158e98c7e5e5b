namespace QuoteStream.Server.Operations;

/// <summary>What operators need of the server: metrics, health, the interface's description, a data directory that can be written.</summary>
public static class OperationsSetup
{
    public static void AddOperations(this WebApplicationBuilder builder)
    {
        StartLog.Add(builder);
        FrameworkSettings.Check(builder.Configuration);
        DataDirectory.Prepare(builder.AddSettings<DataOptions>());
        builder.Services.AddHealth();
        builder.AddMetrics();
        builder.Services.AddOpenApi(options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "QuoteStream";
            document.Info.Description = "Real-time stock quotes over Server-Sent Events.";
            return Task.CompletedTask;
        }));
    }

    public static void MapOperations(this WebApplication app)
    {
        StartLog.OpenWhenStarted(app);
        app.MapHealth();
        app.MapMetrics();
        app.MapOpenApi();
    }
}
