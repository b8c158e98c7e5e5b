namespace QuoteStream.EndToEnd.Tests.Edge;

/// <summary>How a proxy is configured.</summary>
public enum ProxyKind
{
    /// <summary>nginx with nothing but proxy_pass: it asks the server over HTTP/1.0.</summary>
    PlainNginx,

    /// <summary>As the README has it: TLS and HTTP/2 in front.</summary>
    ReadmeNginx,

    /// <summary>HAProxy with nothing but the timeouts that it insists on.</summary>
    PlainHaProxy,

    /// <summary>As the README has it: TLS and HTTP/2 in front.</summary>
    ReadmeHaProxy,
}
