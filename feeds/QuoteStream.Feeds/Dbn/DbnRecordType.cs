namespace QuoteStream.Feeds.Dbn;

/// <summary>The second byte of a record.</summary>
internal static class DbnRecordType
{
    public const byte Trade = 0x00;
    public const byte Mbp1 = 0x01;
    public const byte Status = 0x12;
    public const byte Definition = 0x13;
    public const byte Error = 0x15;
    public const byte SymbolMapping = 0x16;
    public const byte ConsolidatedMbp1 = 0xB1;
    public const byte ConsolidatedBbo1S = 0xC0;
    public const byte ConsolidatedBbo1M = 0xC1;
    public const byte ConsolidatedTbbo = 0xC2;
    public const byte Bbo1S = 0xC3;
    public const byte Bbo1M = 0xC4;

    /// <summary>The least length in bytes, of those that are read; files may append the time of their sending. 0: not read.</summary>
    /// <param name="version">Of the file.</param>
    public static int LengthOf(byte type, byte version) => type switch
    {
        Trade => 48,
        Mbp1 or ConsolidatedMbp1 or ConsolidatedBbo1S or ConsolidatedBbo1M or ConsolidatedTbbo or Bbo1S or Bbo1M => 80,
        Status => 40,
        Definition => version switch { 1 => 360, 2 => 400, _ => 520 },
        SymbolMapping => version == 1 ? 80 : 176,
        _ => 0,
    };

    public static string NameOf(byte type) => type switch
    {
        Trade => "trades",
        Mbp1 => "mbp-1 or tbbo",
        0x0A => "mbp-10",
        Status => "status",
        Definition => "definition",
        0x14 => "imbalance",
        Error => "error",
        SymbolMapping => "symbol mapping",
        0x17 => "system",
        0x18 => "statistics",
        0x11 or (>= 0x20 and <= 0x24) => "ohlcv",
        0xA0 => "mbo",
        ConsolidatedMbp1 => "cmbp-1",
        ConsolidatedBbo1S => "cbbo-1s",
        ConsolidatedBbo1M => "cbbo-1m",
        ConsolidatedTbbo => "tcbbo",
        Bbo1S => "bbo-1s",
        Bbo1M => "bbo-1m",
        _ => $"unknown (0x{type:x2})",
    };
}
