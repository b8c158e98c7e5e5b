using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Demo;

/// <summary>A market out of the box.</summary>
public static class DemoSetup
{
    public static void AddDemo(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<DemoOptions>();
        options.Enabled ??= builder.Environment.IsDevelopment();
        builder.Services.AddSingleton<DemoCondition>();
        if (options.Enabled.Value)
        {
            builder.Services.AddHostedService<DemoMarket>();
        }
    }
}
