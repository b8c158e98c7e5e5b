using System.Runtime.CompilerServices;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Ticks;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>The ticks of one message, applied in order. A numbered batch holds its session, so that the other line waits for its end.</summary>
public ref struct FeedBatch
{
    private readonly FeedLine _line;
    private readonly LineArbiter _arbiter;
    private readonly long _receiveTimeNanos;
    private readonly bool _isNumbered;
    private readonly bool _isSuperseded;
    private readonly bool _holdsSession;
    private readonly long _tide;
    private ulong _sequence;
    private bool _isShadowed;

    internal FeedBatch(FeedLine line, ulong firstSequence, long receiveTimeNanos)
    {
        _line = line;
        _arbiter = line.Session.Arbiter;
        _sequence = firstSequence;
        _receiveTimeNanos = receiveTimeNanos;
        _isNumbered = firstSequence != 0;

        // Without numbers too, when ticks of this line may be held: whoever releases them uses its tables.
        _holdsSession = line.IsNumbered |= _isNumbered;
        if (_holdsSession)
        {
            line.Session.Gate.Enter();
        }

        // Asked behind the gate: a newer session may have begun while this batch waited.
        _isSuperseded = line.IsSuperseded;

        // Behind the gate: the tide is not held back by a batch that still waits.
        _tide = line.Tide.Begin();
    }

    /// <summary>For a tick that was held: a batch that somebody else's batch, or the session's timer, stands around.</summary>
    private FeedBatch(FeedLine line, long receiveTimeNanos, long tide)
    {
        _line = line;
        _arbiter = line.Session.Arbiter;
        _receiveTimeNanos = receiveTimeNanos;
        _tide = tide;
    }

    /// <summary>Applies the batch's next tick.</summary>
    /// <remarks>Hot path: once per tick and line. Does not allocate, block or log, but for a rejection or a tick that is ahead of its turn.</remarks>
    public TickOutcome Apply(in ProviderTick tick)
    {
        ulong sequence = 0;
        if (_isNumbered)
        {
            sequence = _sequence++;
            if ((_isSuperseded || _arbiter.Accept(sequence) != LineVerdict.InOrder) && !IsDueAfterAll(sequence, tick, out var outcome))
            {
                return outcome;
            }
        }

        var reason = Normalize(tick);
        if (reason != RejectReason.None)
        {
            _line.NoteRejection(sequence, tick, reason);
            return TickOutcome.Rejected;
        }

        if (_isShadowed)
        {
            return CountShadowed();
        }

        _line.Counts.CountApplied(tick.Kind);
        return TickOutcome.Applied;
    }

    public void Dispose()
    {
        if (_isNumbered)
        {
            EndNumbered();
        }

        _line.Tide.End();
        if (_holdsSession)
        {
            _line.Session.Gate.Exit();
        }
    }

    /// <summary>Applies a tick that was held, on the terms of its own line, under the tide of whoever releases it. The caller holds the session.</summary>
    internal static void ApplyHeld(FeedLine line, ulong sequence, in ProviderTick tick, long receiveTimeNanos, long tide)
    {
        var batch = new FeedBatch(line, receiveTimeNanos, tide);
        var reason = batch.Normalize(tick);
        if (reason != RejectReason.None)
        {
            line.NoteRejection(sequence, tick, reason);
        }
        else if (batch._isShadowed)
        {
            batch.CountShadowed();
        }
        else
        {
            line.Counts.CountApplied(tick.Kind);
        }
    }

    // Rare: a copy that the other line has brought already, or a hole.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool IsDueAfterAll(ulong sequence, in ProviderTick tick, out TickOutcome outcome)
    {
        var verdict = _isSuperseded ? LineVerdict.Duplicate : _line.Session.Place(_line, sequence, tick, _receiveTimeNanos, _tide);
        outcome = TickOutcome.Held;
        if (verdict == LineVerdict.Duplicate)
        {
            _line.Counts.Duplicates++;
            outcome = TickOutcome.Duplicate;
        }

        return verdict == LineVerdict.InOrder;
    }

    private readonly void EndNumbered()
    {
        if (_isSuperseded)
        {
            _line.NoteSuperseded(_sequence - 1);
        }
        else
        {
            _line.Session.EndBatch(_tide);
        }
    }

    // Rare: a live provider of higher priority tells the same.
    private TickOutcome CountShadowed()
    {
        _isShadowed = false;
        _line.Counts.Duplicates++;
        return TickOutcome.Duplicate;
    }

    private RejectReason Normalize(in ProviderTick tick)
    {
        var reason = _line.Normalizer.TryStamp(tick, _receiveTimeNanos, _line.ProviderIndex, _tide, out var stamp);
        if (reason != RejectReason.None)
        {
            return reason;
        }

        return tick.Kind switch
        {
            TickKind.Quote => ApplyQuote(tick, stamp),
            TickKind.Trade => ApplyTrade(tick, stamp),
            TickKind.Cancel => ApplyCancel(tick, stamp),
            TickKind.Correction => ApplyCorrection(tick, stamp),
            TickKind.Status => ApplyStatus(tick, stamp),
            TickKind.Reference => ApplyReference(tick, stamp),
            _ => RejectReason.NoEvent,
        };
    }

    // The symbol is resolved last, so that a tick that is refused for its content brings no symbol into being.
    private readonly RejectReason ApplyQuote(in ProviderTick tick, in TickStamp stamp)
    {
        var reason = _line.Normalizer.TryQuote(tick, out var bbo);
        if (reason != RejectReason.None || _line.Symbols.Resolve(tick.Symbol, out reason) is not { } channel)
        {
            return reason;
        }

        var kinds = ChangeKinds.None;
        try
        {
            return channel.Enter().ApplyQuote(stamp, bbo, out kinds);
        }
        finally
        {
            channel.Exit(kinds);
        }
    }

    private RejectReason ApplyTrade(in ProviderTick tick, in TickStamp stamp)
    {
        var reason = _line.Normalizer.TryTrade(tick, out var print);
        if (reason != RejectReason.None || _line.Symbols.Resolve(tick.Symbol, out reason) is not { } channel)
        {
            return reason;
        }

        var kinds = ChangeKinds.None;
        try
        {
            var book = channel.Enter();
            _isShadowed = book.IsShadowed(stamp, out kinds);
            reason = _isShadowed ? RejectReason.None : book.ApplyTrade(stamp, ref print, out kinds);
        }
        finally
        {
            channel.Exit(kinds);
        }

        _line.Counts.Suspicious += print.IsSuspicious ? 1 : 0;
        return reason;
    }

    private RejectReason ApplyCancel(in ProviderTick tick, in TickStamp stamp)
    {
        if (tick.OriginalTradeId.IsEmpty)
        {
            return RejectReason.NoEvent;
        }

        if (!TradeId.TryCreate(tick.OriginalTradeId, out var original))
        {
            return RejectReason.UnknownTrade;
        }

        if (_line.Symbols.ResolveKnown(tick.Symbol, out var reason) is not { } channel)
        {
            return reason;
        }

        var kinds = ChangeKinds.None;
        try
        {
            var book = channel.Enter();
            _isShadowed = book.IsShadowed(stamp, out kinds);
            return _isShadowed ? RejectReason.None : book.ApplyCancel(stamp, original, out kinds);
        }
        finally
        {
            channel.Exit(kinds);
        }
    }

    private RejectReason ApplyCorrection(in ProviderTick tick, in TickStamp stamp)
    {
        if (tick.OriginalTradeId.IsEmpty || !tick.HasCorrectedTrade)
        {
            return RejectReason.NoEvent;
        }

        if (!TradeId.TryCreate(tick.OriginalTradeId, out var original))
        {
            return RejectReason.UnknownTrade;
        }

        var reason = _line.Normalizer.TryTrade(tick, out var print);
        if (reason != RejectReason.None || _line.Symbols.ResolveKnown(tick.Symbol, out reason) is not { } channel)
        {
            return reason;
        }

        var kinds = ChangeKinds.None;
        try
        {
            var book = channel.Enter();
            _isShadowed = book.IsShadowed(stamp, out kinds);
            reason = _isShadowed ? RejectReason.None : book.ApplyCorrection(stamp, original, ref print, out kinds);
        }
        finally
        {
            channel.Exit(kinds);
        }

        _line.Counts.Suspicious += print.IsSuspicious ? 1 : 0;
        return reason;
    }

    private RejectReason ApplyStatus(in ProviderTick tick, in TickStamp stamp)
    {
        var reason = TickNormalizer.TryStatus(tick, out var state, out var code);
        if (reason != RejectReason.None || _line.Symbols.Resolve(tick.Symbol, out reason) is not { } channel)
        {
            return reason;
        }

        var kinds = ChangeKinds.None;
        try
        {
            var book = channel.Enter();
            _isShadowed = book.IsShadowed(stamp, out kinds);
            kinds = _isShadowed ? kinds : book.ApplyStatus(stamp, state, code);
            return RejectReason.None;
        }
        finally
        {
            channel.Exit(kinds);
        }
    }

    private readonly RejectReason ApplyReference(in ProviderTick tick, in TickStamp stamp)
    {
        var reason = _line.Normalizer.TryReference(tick, out var change);
        if (reason != RejectReason.None || _line.Symbols.Resolve(tick.Symbol, out reason) is not { } channel)
        {
            return reason;
        }

        var kinds = ChangeKinds.None;
        try
        {
            kinds = channel.Enter().ApplyReference(stamp, change);
            return RejectReason.None;
        }
        finally
        {
            channel.Exit(kinds);
        }
    }
}
