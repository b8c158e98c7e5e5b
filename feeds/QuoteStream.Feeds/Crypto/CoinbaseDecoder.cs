using System.Text;
using QuoteStream.Client.Feeds;

namespace QuoteStream.Feeds.Crypto;

/// <summary>Reads the messages of the venue's connections, one after another: checks their numbers and makes ticks of them.</summary>
/// <remarks>
/// One thread at a time. Hot path: <see cref="Decode"/>, once a message; does not allocate but for the first tick of a product. Whatever the
/// bytes are, it ends in a verdict; memory stays bounded.
/// </remarks>
public sealed class CoinbaseDecoder
{
    // An error is told in one line of a log or screen.
    private const int MaxErrorLength = 200;

    private readonly CoinbaseProductTable _products = new();
    private readonly CoinbaseTickReader _ticks;
    private ulong _nextSequence;
    private bool _hasSequence;

    public CoinbaseDecoder()
    {
        _ticks = new CoinbaseTickReader(_products, Counts);
    }

    public CoinbaseCounts Counts { get; } = new();

    /// <summary>Of the newest malformed message.</summary>
    public CoinbaseFault Fault { get; private set; }

    /// <summary>The venue's words of its newest refusal: printable ASCII, at most 200 characters.</summary>
    public string ErrorText { get; private set; } = "";

    /// <summary>Messages that are missing before the newest gap's message; 0 where the numbers went back.</summary>
    public ulong Missing { get; private set; }

    /// <summary>When the venue sent the newest message that was read: nanoseconds since the Unix epoch, UTC; 0: none yet.</summary>
    public ulong VenueTimeNanos { get; private set; }

    /// <summary>Products of which ticks have come.</summary>
    public int Products => _products.Count;

    /// <summary>The next message is the first of a connection, and has the number from which the following are counted.</summary>
    public void BeginConnection() => _hasSequence = false;

    /// <param name="batch">Is cleared, and has this message's ticks afterwards: none but with <see cref="CoinbaseVerdict.Ticks"/>.</param>
    public CoinbaseVerdict Decode(ReadOnlySpan<byte> message, TickBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        batch.Clear();
        Counts.Messages++;
        CoinbaseFault fault = CoinbaseEnvelope.Read(message, out CoinbaseEnvelope envelope);
        if (fault != CoinbaseFault.None)
        {
            return Refuse(fault);
        }

        if (envelope.Channel == CoinbaseChannel.Error)
        {
            Counts.Errors++;
            ErrorText = envelope.ErrorText.IsEmpty ? "an error without a word" : OneLine(Encoding.Latin1.GetString(envelope.ErrorText));
            return CoinbaseVerdict.Error;
        }

        if (_hasSequence && envelope.Sequence != _nextSequence)
        {
            return NoteGap(envelope.Sequence);
        }

        _hasSequence = true;
        _nextSequence = envelope.Sequence + 1;
        VenueTimeNanos = Math.Max(VenueTimeNanos, envelope.TimeNanos);
        switch (envelope.Channel)
        {
            case CoinbaseChannel.Ticker:
                fault = _ticks.ReadTickers(envelope.Events, envelope.TimeNanos, batch);
                break;
            case CoinbaseChannel.MarketTrades:
                fault = _ticks.ReadTrades(envelope.Events, batch);
                break;
            case CoinbaseChannel.Heartbeats:
                Counts.Heartbeats++;
                return CoinbaseVerdict.Heartbeat;
            case CoinbaseChannel.Subscriptions:
                return CoinbaseVerdict.Subscriptions;
            default:
                Counts.OtherMessages++;
                return CoinbaseVerdict.OtherChannel;
        }

        if (fault == CoinbaseFault.None)
        {
            return CoinbaseVerdict.Ticks;
        }

        batch.Clear();
        return Refuse(fault);
    }

    /// <summary>Counts a message that never came as text, or not whole.</summary>
    internal void NoteUnreadable(CoinbaseFault fault)
    {
        Counts.Messages++;
        Refuse(fault);
    }

    private CoinbaseVerdict Refuse(CoinbaseFault fault)
    {
        Fault = fault;
        Counts.MalformedMessages++;
        return CoinbaseVerdict.Malformed;
    }

    private CoinbaseVerdict NoteGap(ulong sequence)
    {
        Counts.Gaps++;
        bool isAhead = sequence > _nextSequence;
        Missing = isAhead ? sequence - _nextSequence : 0;

        // The sum is for people: a damaged number must not make it worthless.
        Counts.MissingMessages += (long)Math.Min(Missing, int.MaxValue);
        return isAhead ? CoinbaseVerdict.Gap : CoinbaseVerdict.WentBack;
    }

    /// <summary>Words of the venue's, as a log and a terminal may have them.</summary>
    internal static string OneLine(string text) =>
        string.Create(Math.Min(text.Length, MaxErrorLength), text, static (line, text) =>
        {
            for (int i = 0; i < line.Length; i++)
            {
                line[i] = text[i] is >= ' ' and <= '~' ? text[i] : '?';
            }
        });
}
