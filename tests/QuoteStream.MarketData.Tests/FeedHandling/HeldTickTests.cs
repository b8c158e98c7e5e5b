using FsCheck;
using FsCheck.Fluent;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

public sealed class HeldTickTests
{
    private static readonly Arbitrary<TickKind> Kinds = Gen.OneOf(
        Gen.Choose((int)TickKind.None, (int)TickKind.Reference).Select(kind => (TickKind)kind),
        Gen.Constant((TickKind)200)).ToArbitrary();

    [Fact]
    public void Tick_of_any_kind_comes_back_as_it_was() => Check.QuickThrowOnFailure(
        Prop.ForAll(Kinds, ArbMap.Default.ArbFor<int>(), (kind, seed) =>
        {
            var tick = Make(kind, new Random(seed));
            var bytes = new byte[HeldTick.SizeOf(tick) + 9];
            HeldTick.Write(tick, seed, bytes);
            var end = HeldTick.Read(bytes, out var back, out var receiveTimeNanos);
            return end == bytes.Length - 9 && receiveTimeNanos == seed && Text(back) == Text(tick);
        }));

    private static ProviderTick Make(TickKind kind, Random random)
    {
        var tick = new ProviderTick
        {
            Kind = kind,
            Symbol = Bytes(random, 40),
            Venue = Bytes(random, 5),
            VenueTimeNanos = (ulong)random.NextInt64(long.MinValue, long.MaxValue),
        };
        switch (kind)
        {
            case TickKind.Quote:
                (tick.BidPrice, tick.AskPrice) = (Any(random), Any(random));
                (tick.BidSize, tick.AskSize) = ((ulong)Any(random), (ulong)Any(random));
                break;
            case TickKind.Cancel:
                tick.OriginalTradeId = Bytes(random, 40);
                break;
            case TickKind.Trade or TickKind.Correction:
                (tick.TradePrice, tick.TradeSize) = (Any(random), (ulong)Any(random));
                tick.TradeId = Bytes(random, 40);
                tick.Conditions = Bytes(random, 4);
                if (kind == TickKind.Correction)
                {
                    tick.OriginalTradeId = Bytes(random, 300);
                    tick.HasCorrectedTrade = random.Next(2) == 0;
                }

                break;
            case TickKind.Status:
                tick.State = (int)Any(random);
                tick.Reason = Bytes(random, 15);
                break;
            case TickKind.Reference:
                tick.PreviousClose = random.Next(2) == 0 ? null : Any(random);
                tick.OfficialOpen = random.Next(2) == 0 ? null : Any(random);
                tick.OfficialClose = random.Next(2) == 0 ? null : Any(random);
                tick.Name = Bytes(random, 300);
                tick.Currency = Bytes(random, 12);
                tick.RoundLot = (uint)Any(random);
                break;
        }

        return tick;
    }

    // Every field, whatever the kind: what does not belong to it comes back as nothing.
    private static string Text(in ProviderTick tick) => string.Join(
        '|',
        tick.Kind,
        Hex(tick.Symbol),
        Hex(tick.Venue),
        tick.VenueTimeNanos,
        tick.BidPrice,
        tick.BidSize,
        tick.AskPrice,
        tick.AskSize,
        tick.TradePrice,
        tick.TradeSize,
        Hex(tick.TradeId),
        Hex(tick.Conditions),
        Hex(tick.OriginalTradeId),
        tick.HasCorrectedTrade,
        tick.State,
        Hex(tick.Reason),
        tick.PreviousClose?.ToString() ?? "none",
        tick.OfficialOpen?.ToString() ?? "none",
        tick.OfficialClose?.ToString() ?? "none",
        Hex(tick.Name),
        Hex(tick.Currency),
        tick.RoundLot);

    private static string Hex(ReadOnlySpan<byte> text) => Convert.ToHexString(text);

    private static long Any(Random random) => random.Next(4) switch
    {
        0 => random.Next(-2, 3),
        1 => long.MaxValue - random.Next(3),
        2 => long.MinValue + random.Next(3),
        _ => random.NextInt64(),
    };

    private static byte[] Bytes(Random random, int most)
    {
        var bytes = new byte[random.Next(most + 1)];
        random.NextBytes(bytes);
        return bytes;
    }
}
