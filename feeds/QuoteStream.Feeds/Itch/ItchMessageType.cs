namespace QuoteStream.Feeds.Itch;

/// <summary>The first byte of a message (Nasdaq TotalView-ITCH 5.0, revision of 2023-04-28).</summary>
internal static class ItchMessageType
{
    public const byte SystemEvent = (byte)'S';
    public const byte StockDirectory = (byte)'R';
    public const byte TradingAction = (byte)'H';
    public const byte ShortSaleRestriction = (byte)'Y';
    public const byte MarketParticipant = (byte)'L';
    public const byte BreakerLevels = (byte)'V';
    public const byte BreakerStatus = (byte)'W';
    public const byte OfferingQuotation = (byte)'K';
    public const byte AuctionCollar = (byte)'J';
    public const byte OperationalHalt = (byte)'h';
    public const byte AddOrder = (byte)'A';
    public const byte AddAttributedOrder = (byte)'F';
    public const byte OrderExecuted = (byte)'E';
    public const byte OrderExecutedWithPrice = (byte)'C';
    public const byte OrderCancel = (byte)'X';
    public const byte OrderDelete = (byte)'D';
    public const byte OrderReplace = (byte)'U';
    public const byte Trade = (byte)'P';
    public const byte CrossTrade = (byte)'Q';
    public const byte BrokenTrade = (byte)'B';
    public const byte Imbalance = (byte)'I';
    public const byte RetailInterest = (byte)'N';
    public const byte PriceDiscovery = (byte)'O';

    /// <summary>The shortest message: type, locate code, tracking number, time, one byte.</summary>
    public const int LeastBytes = 12;

    private static readonly byte[] Lengths = [.. Enumerable.Range(0, 256).Select(type => Specified((byte)type))];

    /// <summary>The least length in bytes; messages may grow at their end. 0: not a type of the feed.</summary>
    public static int LengthOf(byte type) => Lengths[type];

    public static string NameOf(byte type) => type switch
    {
        SystemEvent => "system event",
        StockDirectory => "stock directory",
        TradingAction => "trading action",
        ShortSaleRestriction => "short sale restriction",
        MarketParticipant => "market participant",
        BreakerLevels => "circuit breaker levels",
        BreakerStatus => "circuit breaker status",
        OfferingQuotation => "offering quotation",
        AuctionCollar => "auction collar",
        OperationalHalt => "operational halt",
        AddOrder => "add order",
        AddAttributedOrder => "add attributed order",
        OrderExecuted => "order executed",
        OrderExecutedWithPrice => "executed with price",
        OrderCancel => "order cancel",
        OrderDelete => "order delete",
        OrderReplace => "order replace",
        Trade => "trade",
        CrossTrade => "cross trade",
        BrokenTrade => "broken trade",
        Imbalance => "imbalance",
        RetailInterest => "retail interest",
        PriceDiscovery => "price discovery",
        _ => $"unknown (0x{type:x2})",
    };

    private static byte Specified(byte type) => type switch
    {
        SystemEvent or BreakerStatus => 12,
        OrderDelete or BrokenTrade => 19,
        ShortSaleRestriction or RetailInterest => 20,
        OperationalHalt => 21,
        OrderCancel => 23,
        TradingAction => 25,
        MarketParticipant => 26,
        OfferingQuotation => 28,
        OrderExecuted => 31,
        BreakerLevels or AuctionCollar or OrderReplace => 35,
        AddOrder or OrderExecutedWithPrice => 36,
        StockDirectory => 39,
        AddAttributedOrder or CrossTrade => 40,
        Trade => 44,
        PriceDiscovery => 48,
        Imbalance => 50,
        _ => 0,
    };
}
