namespace QuoteStream.Feeds.Iex;

/// <summary>The first byte of a message (IEX TOPS Specification 1.66, IEX DEEP Specification 1.08).</summary>
internal static class IexMessageType
{
    public const byte SystemEvent = (byte)'S';
    public const byte SecurityDirectory = (byte)'D';
    public const byte TradingStatus = (byte)'H';
    public const byte RetailLiquidity = (byte)'I';
    public const byte OperationalHalt = (byte)'O';
    public const byte ShortSalePriceTest = (byte)'P';
    public const byte SecurityEvent = (byte)'E';
    public const byte QuoteUpdate = (byte)'Q';
    public const byte PriceLevelBuy = (byte)'8';
    public const byte PriceLevelSell = (byte)'5';
    public const byte TradeReport = (byte)'T';
    public const byte OfficialPrice = (byte)'X';
    public const byte TradeBreak = (byte)'B';
    public const byte AuctionInformation = (byte)'A';

    /// <summary>The least length in bytes; IEX may let messages grow at their end. 0: not a type of the feed.</summary>
    public static int LengthOf(byte type, IexFeed feed) => type switch
    {
        SystemEvent => 10,
        SecurityDirectory => 31,
        TradingStatus => 22,
        RetailLiquidity or OperationalHalt => 18,
        ShortSalePriceTest => 19,
        SecurityEvent => feed == IexFeed.Deep ? 18 : 0,
        QuoteUpdate => feed == IexFeed.Tops ? 42 : 0,
        PriceLevelBuy or PriceLevelSell => feed == IexFeed.Deep ? 30 : 0,
        TradeReport or TradeBreak => 38,
        OfficialPrice => 26,
        AuctionInformation => 80,
        _ => 0,
    };

    public static string NameOf(byte type) => type switch
    {
        SystemEvent => "system event",
        SecurityDirectory => "security directory",
        TradingStatus => "trading status",
        RetailLiquidity => "retail liquidity",
        OperationalHalt => "operational halt",
        ShortSalePriceTest => "short sale price test",
        SecurityEvent => "security event",
        QuoteUpdate => "quote update",
        PriceLevelBuy => "price level, buy",
        PriceLevelSell => "price level, sell",
        TradeReport => "trade report",
        OfficialPrice => "official price",
        TradeBreak => "trade break",
        AuctionInformation => "auction information",
        _ => $"unknown (0x{type:x2})",
    };
}
