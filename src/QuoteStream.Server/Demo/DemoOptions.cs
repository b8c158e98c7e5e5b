using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Demo;

/// <summary>Settings under <c>Demo</c>.</summary>
[Settings("Demo")]
public sealed class DemoOptions
{
    /// <summary>Whether a simulated exchange inside the server publishes made-up prices. Default: true in Development, else false.</summary>
    public bool? Enabled { get; set; }
}
