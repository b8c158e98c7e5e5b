namespace QuoteStream.Feeds.Simulator;

/// <summary>How a simulated trade came about.</summary>
internal enum SaleKind : byte
{
    /// <summary>Of a coin: conditions are a thing of the stock tapes.</summary>
    Unconditional,
    Regular,

    /// <summary>A part of an order that took several venues at once.</summary>
    Sweep,
    OddLot,
    OddLotSweep,
    Opening,
    Reopening,
    Closing,
}
