using System.Globalization;

namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>Where and how a message is malformed.</summary>
/// <param name="Offset">Bytes from the message's first byte to the one that cannot be read.</param>
/// <param name="TickIndex">Which of the message's ticks it is in; -1: none.</param>
internal readonly record struct WireError(WireFault Fault, long Offset, int TickIndex)
{
    public const int NotInTick = -1;

    /// <summary>A sentence for the provider.</summary>
    public override string ToString()
    {
        var place = TickIndex == NotInTick ? "" : string.Create(CultureInfo.InvariantCulture, $" (in ticks[{TickIndex}])");
        return string.Create(CultureInfo.InvariantCulture, $"malformed PublishRequest at byte {Offset}{place}: {Describe(Fault)}");
    }

    private static string Describe(WireFault fault) => fault switch
    {
        WireFault.None => "nothing is wrong",
        WireFault.Truncated => "the field is longer than what holds it",
        WireFault.VarintTooLong => "a varint does not end within 10 bytes",
        WireFault.BadFieldNumber => "field numbers are 1 to 536870911",
        WireFault.BadWireType => "wire types 6 and 7 do not exist",
        WireFault.BadLength => "a length is more than 2147483647",
        WireFault.UnexpectedGroupEnd => "a group ends that was not begun",
        WireFault.TooDeep => "groups are nested too deeply",
        WireFault.BadUtf8 => "the text is not valid UTF-8",
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "Not a fault."),
    };
}
