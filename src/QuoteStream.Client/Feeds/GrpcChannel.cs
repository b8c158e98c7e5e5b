namespace QuoteStream.Client.Feeds;

/// <summary>The HTTP/2 connection of one publisher.</summary>
internal static class GrpcChannel
{
    // A dead peer is noticed within half a minute, whichever side is quiet; frequent pings would be refused (ENHANCE_YOUR_CALM).
    private static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(10);

    public static HttpMessageInvoker Create(FeedPublisherOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = options.ConnectTimeout,
            KeepAlivePingDelay = PingDelay,
            KeepAlivePingTimeout = PingTimeout,
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
            // A redirected feed would leave its body behind, and cookies mean nothing here.
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        if (options.Tls is not null)
        {
            handler.SslOptions = options.Tls;
        }

        return new HttpMessageInvoker(handler);
    }
}
