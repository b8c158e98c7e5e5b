namespace QuoteStream.Server.Demo;

/// <summary>Whose prices the demo shows.</summary>
public enum DemoFeed
{
    /// <summary>A simulated exchange's: made up.</summary>
    Simulator,

    /// <summary>Those of crypto products on Coinbase, live; a simulated exchange's where the venue cannot be reached.</summary>
    Coinbase,
}
