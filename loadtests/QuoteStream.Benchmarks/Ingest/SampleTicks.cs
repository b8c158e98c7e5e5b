
using QuoteStream.Ingest.V1;

namespace QuoteStream.Benchmarks.Ingest;

/// <summary>Quotes as a provider sends them: 500 symbols, prices in hundredths of a cent, four venues in turn.</summary>
internal static class SampleTicks
{
    public const int Symbols = 500;

    private static readonly string[] Venues = ["XNAS", "ARCX", "BATS", "IEXG"];

    public static PublishRequest Message(int ticks)
    {
        var random = new Random(1);
        var now = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        var message = new PublishRequest();
        for (var i = 0; i < ticks; i++)
        {
            var bid = random.Next(1_000_000, 2_000_000);
            message.Ticks.Add(new Tick
            {
                Symbol = $"S{random.Next(Symbols)}",
                Time = now,
                Venue = Venues[random.Next(Venues.Length)],
                Quote = new Quote { BidPrice = bid, BidSize = (ulong)random.Next(1, 900), AskPrice = bid + 100, AskSize = (ulong)random.Next(1, 900) },
            });
        }

        return message;
    }

    public static SessionStart Start() => new() { Provider = "benchmark", Venue = "XNAS", PriceExponent = -4 };

}
