namespace QuoteStream.Feeds.Iex;

/// <summary>What the messages of an IEX-TP segment are.</summary>
internal static class IexProtocol
{
    public const ushort Tops15 = 0x8002;
    public const ushort Tops16 = 0x8003;
    public const ushort Deep10 = 0x8004;
    public const ushort DeepPlus = 0x8005;

    /// <summary>TOPS 1.6 added message types to those of 1.5 and changed none, so one decoder reads both.</summary>
    public static bool IsOf(ushort protocol, IexFeed feed) => feed switch
    {
        IexFeed.Tops => protocol is Tops15 or Tops16,
        _ => protocol == Deep10,
    };

    public static bool IsKnown(ushort protocol) => protocol is >= Tops15 and <= DeepPlus;

    public static string NameOf(ushort protocol) => protocol switch
    {
        Tops15 => "TOPS 1.5",
        Tops16 => "TOPS 1.6",
        Deep10 => "DEEP 1.0",
        DeepPlus => "DEEP+",
        _ => $"IEX-TP protocol 0x{protocol:x4}",
    };
}
