namespace QuoteStream.Feeds.Simulator;

/// <summary>A venue that quotes: its ISO 10383 code, and its share of the quoting against the others.</summary>
internal sealed record SimulatedVenue(byte[] Mic, double Share)
{
    /// <summary>Where US stocks are quoted. The listing venue's share is raised for each stock.</summary>
    public static readonly SimulatedVenue[] ForStocks =
    [
        new("XNAS"u8.ToArray(), 5),
        new("XNYS"u8.ToArray(), 3),
        new("ARCX"u8.ToArray(), 3),
        new("BATS"u8.ToArray(), 3),
        new("EDGX"u8.ToArray(), 3),
        new("IEXG"u8.ToArray(), 1.5),
    ];

    /// <summary>Of the spot markets for coins, those that the registry lists.</summary>
    public static readonly SimulatedVenue[] ForCoins =
    [
        new("PGSL"u8.ToArray(), 4),
        new("BUSA"u8.ToArray(), 3),
        new("REVX"u8.ToArray(), 2),
    ];
}
