using System.Buffers.Binary;

namespace QuoteStream.Feeds.Dbn;

/// <summary>Where a definition record has what a tick can carry: it is laid out anew in each version.</summary>
internal static class DbnDefinition
{
    public static ReadOnlySpan<byte> SymbolOf(ReadOnlySpan<byte> record, byte version) => DbnText.Trim(version switch
    {
        1 => record.Slice(200, 22),
        2 => record.Slice(200, 71),
        _ => record.Slice(238, 71),
    });

    /// <summary>ISO 4217; empty where it is not told.</summary>
    public static string CurrencyOf(ReadOnlySpan<byte> record, byte version)
    {
        ReadOnlySpan<byte> currency = DbnText.Trim(record.Slice(version == 3 ? 224 : 186, 4));
        return currency.IndexOfAnyExceptInRange((byte)'A', (byte)'Z') < 0 ? DbnText.Read(currency) : "";
    }

    /// <summary>Whatever is not above 0, and the greatest number: not told.</summary>
    public static int RoundLotOf(ReadOnlySpan<byte> record, byte version) =>
        BinaryPrimitives.ReadInt32LittleEndian(record[(version switch { 1 => 148, 2 => 156, _ => 168 })..]);

    /// <summary>A letter: added, modified or deleted.</summary>
    public static byte ActionOf(ReadOnlySpan<byte> record, byte version) => record[version switch { 1 => 349, 2 => 383, _ => 493 }];
}
