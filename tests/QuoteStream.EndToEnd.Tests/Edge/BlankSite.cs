using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>A site of its own origin, with one empty page, that has nothing to do with the server.</summary>
internal sealed class BlankSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private BlankSite(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Urls.Single());
    }

    public Uri Address { get; }

    public string Origin => Address.GetLeftPart(UriPartial.Authority);

    public static async Task<BlankSite> StartAsync()
    {
        // Empty: the server's own settings lie beside the tests.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(context =>
        {
            context.Response.ContentType = "text/html";
            return context.Response.WriteAsync("<!doctype html><title>another site</title>");
        });
        await app.StartAsync();
        return new BlankSite(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
