using System.Buffers;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Ingest.Decoding;

namespace QuoteStream.Server.Ingest;

/// <summary>One feed line's session, message by message. It knows neither HTTP nor gRPC.</summary>
/// <remarks>One message at a time.</remarks>
internal sealed class FeedSession(FeedHandler feeds) : IDisposable
{
    /// <summary>The contract's own limit: a batch holds its session for as long as it takes, about a millisecond.</summary>
    public const int MaxTicksPerMessage = 10_000;

    private readonly PublishRequestDecoder _decoder = new();
    private FeedLine? _line;

    /// <summary>What the provider is told when a message was refused.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>Whether it was refused because of who sent it: the provider or the line is not one of those that may publish here.</summary>
    public bool IsDenied { get; private set; }

    /// <summary>The line that the start has opened; null before.</summary>
    public FeedLine? Line => _line;

    /// <summary>Applies one message, whole or not at all.</summary>
    /// <param name="message">The bytes of a <c>PublishRequest</c>; they are read in place, and not after this has returned.</param>
    /// <remarks>Hot path: once per message, with its loop once per tick. Never waits for another line: what is ahead of its turn is held.</remarks>
    public FeedStep Receive(in ReadOnlySequence<byte> message)
    {
        if (!_decoder.Scan(message, out var outline, out var error))
        {
            return Refuse(error.ToString());
        }

        if (FindFault(outline) is { } fault || (outline.HasStart && !TryOpenLine(out fault)))
        {
            return Refuse(fault!);
        }

        if (outline.TickCount > 0)
        {
            return Apply(message, outline);
        }

        if (outline.HasStart)
        {
            _line!.ExpectNext(outline.NextSequence);
            return FeedStep.Start;
        }

        _line!.Heartbeat(outline.NextSequence);
        return FeedStep.Heartbeat;
    }

    public void Dispose() => _line?.Dispose();

    private FeedStep Apply(in ReadOnlySequence<byte> message, in PublishRequestOutline outline)
    {
        var ticks = _decoder.ReadTicks(message);
        var tick = default(ProviderTick);
        using var batch = _line!.BeginBatch(outline.FirstSequence);
        while (ticks.TryRead(ref tick))
        {
            batch.Apply(tick);
        }

        return outline.HasStart ? FeedStep.Start : FeedStep.Ticks;
    }

    private string? FindFault(in PublishRequestOutline outline)
    {
        if (outline.TickCount > MaxTicksPerMessage)
        {
            return $"a message has at most {MaxTicksPerMessage} ticks, not {outline.TickCount}";
        }

        if (outline.FirstSequence > ulong.MaxValue - MaxTicksPerMessage)
        {
            return $"first_sequence {outline.FirstSequence} leaves no numbers for what follows";
        }

        if (_line is null)
        {
            return outline.HasStart ? null : "the first message of a call must carry start: who publishes, and how its numbers are read";
        }

        return outline.HasStart ? "start belongs into the first message of a call, and only there" : null;
    }

    private bool TryOpenLine(out string? refusal)
    {
        var start = _decoder.ReadStart();
        var venue = Mic.None;
        if (start.Venue.Length > 0 && !Mic.TryParse(start.Venue, out venue))
        {
            refusal = "start.venue must be an ISO 10383 code, four characters of A-Z and 0-9, or empty where every tick names its own";
            return false;
        }

        // Any 32-bit number may stand on the wire. Ours are bytes, in which 256 would come out as 0.
        if ((uint)start.Symbology > byte.MaxValue || (uint)start.SaleConditionScheme > byte.MaxValue)
        {
            refusal = $"start.symbology {(int)start.Symbology} or start.sale_condition_scheme {(int)start.SaleConditionScheme} is not known";
            return false;
        }

        var terms = new FeedTerms(
            start.Provider,
            start.Line,
            start.SessionId,
            venue,
            start.PriceExponent,
            start.SizeExponent,
            (ProviderSymbology)start.Symbology,
            (SaleConditionScheme)start.SaleConditionScheme);
        _line = feeds.OpenLine(terms, out refusal);
        IsDenied = _line is null && !feeds.Permits(terms, out var denial) && refusal == denial;
        return _line is not null;
    }

    private FeedStep Refuse(string refusal)
    {
        Refusal = refusal;
        return FeedStep.Refused;
    }
}
