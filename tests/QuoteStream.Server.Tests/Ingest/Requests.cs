using QuoteStream.Ingest.V1;

namespace QuoteStream.Server.Tests.Ingest;

/// <summary>Messages that a provider sends.</summary>
internal static class Requests
{
    private static readonly DateTimeOffset Epoch = DateTimeOffset.UnixEpoch;

    public static ulong NowNanos => (ulong)(DateTimeOffset.UtcNow - Epoch).Ticks * TimeSpan.NanosecondsPerTick;

    /// <summary>A start of a provider that no other test uses.</summary>
    public static PublishRequest Start(string? provider = null, string line = "") => new()
    {
        Start = new SessionStart
        {
            Provider = provider ?? $"test-{Guid.NewGuid():n}",
            Line = line,
            SessionId = "day-1",
            Venue = "XNAS",
            PriceExponent = -4,
        },
    };

    /// <summary>Quotes, numbered from <paramref name="firstSequence"/> where it is not 0.</summary>
    public static PublishRequest Quotes(int count, ulong firstSequence = 0, string symbol = "AAPL")
    {
        var request = new PublishRequest { FirstSequence = firstSequence };
        for (var i = 0; i < count; i++)
        {
            request.Ticks.Add(Quote(symbol, 1_500_000 + i));
        }

        return request;
    }

    public static Tick Quote(string symbol, long bid) => new()
    {
        Symbol = symbol,
        Time = NowNanos,
        Quote = new Quote { BidPrice = bid, BidSize = 300, AskPrice = bid + 100, AskSize = 200 },
    };
}
