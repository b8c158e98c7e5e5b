namespace QuoteStream.Feeds.Simulator;

/// <summary>A tick of the simulated exchange before it is encoded. Prices in units of 1e-5, sizes in units of 1e-8.</summary>
internal struct SimulatedTick
{
    public SimulatedTickKind Kind;

    /// <summary>Index into the symbol's venues.</summary>
    public byte Venue;

    /// <summary>Of a trade.</summary>
    public SaleKind Sale;

    /// <summary>Index into the exchange's symbols.</summary>
    public int Symbol;

    /// <summary>Bid of a quote; price of a trade.</summary>
    public long Price;

    public ulong Size;

    public long AskPrice;

    public ulong AskSize;

    /// <summary>Of a trade; of a correction, of the trade as corrected. Counts the exchange's trades.</summary>
    public ulong TradeId;

    /// <summary>The trade that is cancelled or corrected.</summary>
    public ulong OriginalTradeId;
}
