namespace QuoteStream.Feeds.Simulator;

internal enum SimulatedTickKind : byte
{
    Quote,
    Trade,
    Reference,
    PreOpen,
    Trading,

    /// <summary>A limit up, limit down pause.</summary>
    Paused,
}
