using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>A random tick that can be sent more than once: number i of a feed, the same on each of its lines.</summary>
internal sealed record ScriptedTick(TickKind Kind, string Symbol, long Price, ulong Size, string Id, string Original)
{
    private static readonly string[] Symbols = ["AAPL", "MSFT", "TSLA", "IBM"];

    /// <summary>Quotes, trades, cancels and corrections (some of trades that never were), statuses, and ticks that are refused.</summary>
    public static ScriptedTick[] MakeFeed(Random random, int count)
    {
        var ticks = new ScriptedTick[count];
        for (var i = 0; i < count; i++)
        {
            var kind = random.Next(100) switch
            {
                < 45 => TickKind.Quote,
                < 75 => TickKind.Trade,
                < 84 => TickKind.Cancel,
                < 93 => TickKind.Correction,
                < 98 => TickKind.Status,
                _ => TickKind.None,
            };
            var symbol = Symbols[random.Next(Symbols.Length)];
            var price = random.Next(50) == 0 ? -1 : 1_000 + random.Next(100);
            ticks[i] = new ScriptedTick(kind, symbol, price, (ulong)random.Next(1, 500), $"T{i}", $"T{random.Next(i + 1)}");
        }

        return ticks;
    }

    /// <param name="timeNanos">The same for all copies, whenever they are sent.</param>
    public ProviderTick ToTick(TestMarket market, ulong timeNanos) => Kind switch
    {
        TickKind.Quote => market.Quote(Symbol, Price, Size, Price + 5, Size + 1),
        TickKind.Trade => market.Trade(Symbol, Price, Size, Id, "@"),
        TickKind.Cancel => market.Cancel(Symbol, Original),
        TickKind.Correction => market.Correction(Symbol, Original, Price, Size),
        TickKind.Status => market.Status(Symbol, 2 + (int)(Size % 3), "T1"),
        _ => market.Tick(Symbol, Kind),
    } with { VenueTimeNanos = timeNanos };
}
