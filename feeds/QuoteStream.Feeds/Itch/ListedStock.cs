namespace QuoteStream.Feeds.Itch;

/// <summary>What is known of one stock of the day, beside its book.</summary>
internal sealed class ListedStock(int locate, byte[] symbol, ulong paddedSymbol)
{
    // Until the directory says otherwise; so most have it.
    private const uint UsualRoundLot = 100;

    public int Locate { get; } = locate;

    /// <summary>In Nasdaq's integrated symbology, without its padding.</summary>
    public byte[] Symbol { get; } = symbol;

    /// <summary>As the messages write it: eight bytes, filled with spaces, as one number.</summary>
    public ulong PaddedSymbol { get; } = paddedSymbol;

    public uint RoundLot { get; set; } = UsualRoundLot;

    /// <summary>Whether this venue is the listing market, whose crosses are official prices. Only the directory tells.</summary>
    public bool IsListedHere { get; set; }

    /// <summary>Its ticks go no further.</summary>
    public bool IsLeftOut { get; set; }

    public ItchTradingStatus Status { get; set; } = ItchTradingStatus.PlainTrading;

    /// <summary>What it owes to messages without a tick of their own; it stands in the queue as long as that is something.</summary>
    public OwedTicks Owes { get; set; }

    public uint OfficialOpen { get; set; }

    public uint OfficialClose { get; set; }

    /// <summary>When the owed ticks' messages were sent: nanoseconds since the Unix epoch, UTC.</summary>
    public ulong OwedTimeNanos { get; set; }

    /// <summary>As last published: price and shares of each side.</summary>
    public (uint BidPrice, ulong BidShares, uint AskPrice, ulong AskShares) Published { get; set; }
}
