using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>A provider's tick as bytes of our own, so that it outlives the message that it came in.</summary>
internal static class HeldTick
{
    private const byte HasCorrectedTrade = 1;
    private const byte HasPreviousClose = 2;
    private const byte HasOfficialOpen = 4;
    private const byte HasOfficialClose = 8;

    /// <summary>Bytes that the tick takes: some 80 for a quote. Its texts are kept whole, so that a refusal can still quote them.</summary>
    public static int SizeOf(in ProviderTick tick)
    {
        var texts = TextsOf(tick);
        return Unsafe.SizeOf<Header>() + tick.Symbol.Length + tick.Venue.Length + texts.First.Length + texts.Second.Length + texts.Third.Length;
    }

    public static void Write(in ProviderTick tick, long receiveTimeNanos, Span<byte> to)
    {
        var texts = TextsOf(tick);
        var header = new Header
        {
            Kind = tick.Kind,
            VenueTimeNanos = tick.VenueTimeNanos,
            ReceiveTimeNanos = receiveTimeNanos,
            SymbolBytes = tick.Symbol.Length,
            VenueBytes = tick.Venue.Length,
            FirstBytes = texts.First.Length,
            SecondBytes = texts.Second.Length,
            ThirdBytes = texts.Third.Length,
        };
        SetNumbers(ref header, tick);
        MemoryMarshal.Write(to, header);
        var at = Unsafe.SizeOf<Header>();
        Append(tick.Symbol, to, ref at);
        Append(tick.Venue, to, ref at);
        Append(texts.First, to, ref at);
        Append(texts.Second, to, ref at);
        Append(texts.Third, to, ref at);
    }

    /// <summary>The tick at the beginning of <paramref name="from"/>; its texts point into it.</summary>
    /// <returns>Where the next tick begins.</returns>
    public static int Read(ReadOnlySpan<byte> from, out ProviderTick tick, out long receiveTimeNanos)
    {
        var header = MemoryMarshal.Read<Header>(from);
        var at = Unsafe.SizeOf<Header>();
        tick = new ProviderTick { Kind = header.Kind, VenueTimeNanos = header.VenueTimeNanos };
        receiveTimeNanos = header.ReceiveTimeNanos;
        tick.Symbol = Next(from, header.SymbolBytes, ref at);
        tick.Venue = Next(from, header.VenueBytes, ref at);
        var first = Next(from, header.FirstBytes, ref at);
        var second = Next(from, header.SecondBytes, ref at);
        var third = Next(from, header.ThirdBytes, ref at);
        switch (header.Kind)
        {
            case TickKind.Quote:
                (tick.BidPrice, tick.BidSize) = (header.First, (ulong)header.Second);
                (tick.AskPrice, tick.AskSize) = (header.Third, (ulong)header.Fourth);
                break;
            case TickKind.Trade or TickKind.Cancel or TickKind.Correction:
                (tick.TradePrice, tick.TradeSize) = (header.First, (ulong)header.Second);
                tick.HasCorrectedTrade = (header.Flags & HasCorrectedTrade) != 0;
                tick.TradeId = first;
                tick.Conditions = second;
                tick.OriginalTradeId = third;
                break;
            case TickKind.Status:
                tick.State = (int)header.First;
                tick.Reason = first;
                break;
            case TickKind.Reference:
                tick.PreviousClose = (header.Flags & HasPreviousClose) != 0 ? header.First : null;
                tick.OfficialOpen = (header.Flags & HasOfficialOpen) != 0 ? header.Second : null;
                tick.OfficialClose = (header.Flags & HasOfficialClose) != 0 ? header.Third : null;
                tick.RoundLot = (uint)header.Fourth;
                tick.Name = first;
                tick.Currency = second;
                break;
        }

        return at;
    }

    private static void SetNumbers(ref Header header, in ProviderTick tick)
    {
        switch (tick.Kind)
        {
            case TickKind.Quote:
                (header.First, header.Second) = (tick.BidPrice, (long)tick.BidSize);
                (header.Third, header.Fourth) = (tick.AskPrice, (long)tick.AskSize);
                break;
            case TickKind.Trade or TickKind.Cancel or TickKind.Correction:
                (header.First, header.Second) = (tick.TradePrice, (long)tick.TradeSize);
                header.Flags = tick.HasCorrectedTrade ? HasCorrectedTrade : (byte)0;
                break;
            case TickKind.Status:
                header.First = tick.State;
                break;
            case TickKind.Reference:
                (header.First, header.Second) = (tick.PreviousClose ?? 0, tick.OfficialOpen ?? 0);
                (header.Third, header.Fourth) = (tick.OfficialClose ?? 0, tick.RoundLot);
                header.Flags = (byte)((tick.PreviousClose is null ? 0 : HasPreviousClose)
                    | (tick.OfficialOpen is null ? 0 : HasOfficialOpen)
                    | (tick.OfficialClose is null ? 0 : HasOfficialClose));
                break;
        }
    }

    // Fields of another kind may hold what is left of an earlier tick: they are not read.
    private static Texts TextsOf(in ProviderTick tick) => tick.Kind switch
    {
        TickKind.Trade => new Texts { First = tick.TradeId, Second = tick.Conditions },
        TickKind.Cancel => new Texts { Third = tick.OriginalTradeId },
        TickKind.Correction => new Texts { First = tick.TradeId, Second = tick.Conditions, Third = tick.OriginalTradeId },
        TickKind.Status => new Texts { First = tick.Reason },
        TickKind.Reference => new Texts { First = tick.Name, Second = tick.Currency },
        _ => default,
    };

    private static void Append(ReadOnlySpan<byte> text, Span<byte> to, ref int at)
    {
        text.CopyTo(to[at..]);
        at += text.Length;
    }

    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> from, int length, scoped ref int at)
    {
        var text = from.Slice(at, length);
        at += length;
        return text;
    }

    private ref struct Texts
    {
        public ReadOnlySpan<byte> First;
        public ReadOnlySpan<byte> Second;
        public ReadOnlySpan<byte> Third;
    }

    private struct Header
    {
        public ulong VenueTimeNanos;
        public long ReceiveTimeNanos;
        public long First;
        public long Second;
        public long Third;
        public long Fourth;
        public int SymbolBytes;
        public int VenueBytes;
        public int FirstBytes;
        public int SecondBytes;
        public int ThirdBytes;
        public TickKind Kind;
        public byte Flags;
    }
}
