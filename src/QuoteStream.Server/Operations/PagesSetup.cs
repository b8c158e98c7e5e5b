namespace QuoteStream.Server.Operations;

/// <summary>The page at <c>/</c> and its files.</summary>
public static class PagesSetup
{
    public static void MapPages(this WebApplication app)
    {
        var options = new FileServerOptions();
        options.StaticFileOptions.OnPrepareResponse = static file =>
        {
            var headers = file.Context.Response.Headers;

            // Asked for again each time, by its ETag: after an upgrade nobody keeps a script of the old version.
            headers.CacheControl = "no-cache";
            headers.XContentTypeOptions = "nosniff";

            // The page's own policy is in the page; only a header can forbid framing.
            headers.ContentSecurityPolicy = "frame-ancestors 'none'";
        };
        app.UseFileServer(options);
    }
}
