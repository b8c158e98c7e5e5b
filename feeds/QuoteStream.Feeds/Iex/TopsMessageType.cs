namespace QuoteStream.Feeds.Iex;

/// <summary>The first byte of a TOPS message (IEX TOPS Specification 1.66).</summary>
internal static class TopsMessageType
{
    public const byte SystemEvent = (byte)'S';
    public const byte SecurityDirectory = (byte)'D';
    public const byte TradingStatus = (byte)'H';
    public const byte RetailLiquidity = (byte)'I';
    public const byte OperationalHalt = (byte)'O';
    public const byte ShortSalePriceTest = (byte)'P';
    public const byte QuoteUpdate = (byte)'Q';
    public const byte TradeReport = (byte)'T';
    public const byte OfficialPrice = (byte)'X';
    public const byte TradeBreak = (byte)'B';
    public const byte AuctionInformation = (byte)'A';

    /// <summary>The least length in bytes; IEX may let messages grow at their end. 0: not a type of TOPS.</summary>
    public static int LengthOf(byte type) => type switch
    {
        SystemEvent => 10,
        SecurityDirectory => 31,
        TradingStatus => 22,
        RetailLiquidity or OperationalHalt => 18,
        ShortSalePriceTest => 19,
        QuoteUpdate => 42,
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
        QuoteUpdate => "quote update",
        TradeReport => "trade report",
        OfficialPrice => "official price",
        TradeBreak => "trade break",
        AuctionInformation => "auction information",
        _ => $"unknown (0x{type:x2})",
    };
}
