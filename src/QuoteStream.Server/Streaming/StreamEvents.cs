using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Security;
using QuoteStream.Server.Streaming.Events;

namespace QuoteStream.Server.Streaming;

/// <summary>The events that speak of the stream itself. Rare: they may allocate.</summary>
internal static class StreamEvents
{
    /// <summary>Clients come back after 2 to 5 s, each after another time, so that a restart does not bring all back at once.</summary>
    private const int LeastRetryMillis = 2_000;
    private const int MostRetryMillis = 5_000;

    /// <summary>A hello of a large watchlist may need megabytes; the thread's buffer is not kept at that size.</summary>
    private const int MaxKeptBytes = 64 * 1024;

    // One buffer and one writer per thread: with thousands of streams opening at once, their garbage would double what a stream costs.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    /// <summary>The first line of every stream, with its empty line.</summary>
    public static int Retry(Span<byte> destination)
    {
        var writer = new EventWriter(destination);
        writer.Write("retry: "u8);
        writer.WriteInteger(NextRetryMillis());
        writer.Write("\n\n"u8);
        return writer.Length;
    }

    /// <summary>With its empty line. Good until this thread writes another event.</summary>
    public static ReadOnlySpan<byte> Hello(Subscriber subscriber, StreamParts parts) => Whole("hello"u8, (subscriber, parts), static (json, of) =>
    {
        var (subscriber, parts) = of;
        json.WriteString("streamId", subscriber.StreamId);
        json.WriteNumber("serverTime", NowMicros(parts));
        json.WriteString("node", parts.Identity.Node);
        json.WriteBoolean("simulated", parts.Identity.IsSimulated);
        json.WriteString("resume", NameOf(subscriber.Resume));
        json.WriteNumber("heartbeatSeconds", (decimal)parts.Options.HeartbeatInterval.Ticks / TimeSpan.TicksPerSecond);
        if (subscriber.Owner is { } owner)
        {
            json.WriteNumber("expires", owner.Credentials.ExpiresUnixMicros);
        }

        WriteSubscriptions(json, subscriber);
    });

    /// <summary>With its empty line. Good until this thread writes another event.</summary>
    public static ReadOnlySpan<byte> Subscriptions(Subscriber subscriber) => Whole("subscriptions"u8, subscriber, WriteSubscriptions);

    /// <summary>Without the empty line that ends it, as the batch wants it; so are the others that write to a span.</summary>
    public static int Ready(int symbols, Span<byte> destination)
    {
        var writer = new EventWriter(destination);
        writer.Write("event: ready\ndata: {\"symbols\":"u8);
        writer.WriteInteger(symbols);
        writer.Write("}\n"u8);
        return writer.Length;
    }

    public static int Slow(SlowChange change, Span<byte> destination) => Lines(
        "slow"u8,
        change,
        static (json, change) =>
        {
            json.WriteString("state", change.IsBehind ? "behind" : "recovered");
            json.WriteNumber("behindMs", change.BehindMillis);
            json.WriteNumber("quotesMerged", change.QuotesMerged);
        },
        destination);

    public static int Heartbeat(Subscriber subscriber, StreamParts parts, Span<byte> destination) => Lines(
        "heartbeat"u8,
        (subscriber, parts),
        static (json, of) =>
        {
            var (subscriber, parts) = of;
            json.WriteNumber("serverTime", NowMicros(parts));
            json.WriteNumber("lagMs", (decimal)(subscriber.LagNanos / UnixNanos.PerMicrosecond) / 1_000);
            if (subscriber.LatestTransaction is { } latest)
            {
                json.WriteNumber("transactionSeq", latest);
            }

            json.WriteStartArray("feeds");
            foreach (var provider in subscriber.Subscriptions.Where(s => s.Tape.IsLive).SelectMany(s => s.Channel.Providers.ToArray()).Distinct().Order())
            {
                var feed = parts.Feeds.Providers[provider];
                json.WriteStartObject();
                json.WriteString("provider", feed.Name);
                json.WriteString("state", feed.IsUp ? "up" : "down");
                json.WriteEndObject();
            }

            json.WriteEndArray();
        },
        destination);

    public static int Expiring(Credentials credentials, Span<byte> destination) => Lines(
        "expiring"u8, credentials, static (json, credentials) => json.WriteNumber("expires", credentials.ExpiresUnixMicros), destination);

    public static int Problem(string type, int status, string detail, Span<byte> destination) => Lines(
        "problem"u8,
        (type, status, detail),
        static (json, of) =>
        {
            json.WriteString("type", of.type);
            json.WriteString("title", ReasonPhrases.GetReasonPhrase(of.status));
            json.WriteNumber("status", of.status);
            json.WriteString("detail", of.detail);
        },
        destination);

    /// <summary>With its empty line. Good until this thread writes another event.</summary>
    public static ReadOnlySpan<byte> Goodbye(StreamEnd reason) => Whole("goodbye"u8, reason, static (json, reason) =>
    {
        json.WriteString("reason", NameOf(reason));
        json.WriteBoolean("reconnect", reason != StreamEnd.Displaced);
        json.WriteNumber("retryMs", NextRetryMillis());
    });

    public static string NameOf(StreamEnd reason) => reason switch
    {
        StreamEnd.Shutdown => "shutdown",
        StreamEnd.Slow => "slow",
        StreamEnd.Capacity => "capacity",
        StreamEnd.Age => "age",
        StreamEnd.Expired => "expired",
        StreamEnd.Displaced => "displaced",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Nobody is told goodbye for this."),
    };

    private static void WriteSubscriptions(Utf8JsonWriter json, Subscriber subscriber)
    {
        json.WriteStartArray("subscriptions");
        foreach (var subscription in subscriber.Subscriptions)
        {
            json.WriteStartObject();
            json.WriteString("symbol", subscription.Tape.Symbol);
            json.WriteNumber("maxRate", subscription.Tape.MaxRate);
            json.WriteBoolean("trades", subscription.Tape.WantsTrades);
            json.WriteString("state", subscription.Tape.IsLive ? "live" : "unknown");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string NameOf(ResumeKind kind) => kind switch
    {
        ResumeKind.Delta => "delta",
        ResumeKind.Snapshot => "snapshot",
        _ => "none",
    };

    private static int NextRetryMillis() => Random.Shared.Next(LeastRetryMillis, MostRetryMillis + 1);

    private static long NowMicros(StreamParts parts) => UnixNanos.Now(parts.Time) / UnixNanos.PerMicrosecond;

    private static int Lines<T>(ReadOnlySpan<byte> name, T of, Action<Utf8JsonWriter, T> write, Span<byte> destination)
    {
        var lines = Whole(name, of, write)[..^1];
        lines.CopyTo(destination);
        return lines.Length;
    }

    private static ReadOnlySpan<byte> Whole<T>(ReadOnlySpan<byte> name, T of, Action<Utf8JsonWriter, T> write)
    {
        if (_buffer is null || _buffer.Capacity > MaxKeptBytes)
        {
            _buffer = new ArrayBufferWriter<byte>();
        }

        _buffer.ResetWrittenCount();
        _buffer.Write("event: "u8);
        _buffer.Write(name);
        _buffer.Write("\ndata: "u8);
        _json ??= new Utf8JsonWriter(_buffer);
        _json.Reset(_buffer);
        _json.WriteStartObject();
        write(_json, of);
        _json.WriteEndObject();
        _json.Flush();
        _buffer.Write("\n\n"u8);
        return _buffer.WrittenSpan;
    }
}
