namespace QuoteStream.MarketData.Book;

/// <summary>How the symbols' books are kept.</summary>
public sealed record BookOptions
{
    /// <summary>
    /// How far a trade may be from the last sale before it is suspicious: a price below last x (1 - band) or above last / (1 - band). For last sales under
    /// 3 the factor is squared, under 0.75 cubed, as the bands of limit up-limit down widen there. 0 to 0.99; default 0.5; 0: nothing is suspicious.
    /// </summary>
    public decimal PriceBand { get; init; } = 0.5m;

    /// <summary>Trades of a day that one symbol keeps for cancels and corrections. Default 65,536, some 3 MB; the oldest make room.</summary>
    public int MaxDayTrades { get; init; } = 65_536;

    /// <summary>Trades of a day that all symbols keep together. Default 4,194,304, some 200 MB.</summary>
    public int MaxDayTradesInTotal { get; init; } = 4_194_304;

    /// <summary>Bars that one symbol keeps of each interval. Default 512, some 64 KB for each interval; 0: none are made.</summary>
    public int MaxBars { get; init; } = 512;
}
