namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>A resting order of a made-up day, linked with those before and behind it at its price.</summary>
internal struct GeneratedOrder
{
    public ulong Reference;
    public uint Shares;
    public int Stock;
    public bool IsBuy;

    /// <summary>Its price, as a step of the stock's ladder.</summary>
    public int Step;

    /// <summary>Indices of the pool; -1: none.</summary>
    public int Before;
    public int Behind;

    /// <summary>Where it stands among all that rest.</summary>
    public int Place;
}
