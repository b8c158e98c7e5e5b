namespace QuoteStream.Feeds.Publishing;

/// <summary>Says how far the venue's clock has come. One thread at a time.</summary>
public sealed class VenuePace
{
    /// <summary>
    /// The longest that a recording's silence is kept, in our time. Venues send heartbeats every second or so: a longer silence is
    /// a hole in the recording or a damaged time stamp, which must not hold a replay up for hours.
    /// </summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);

    /// <summary>
    /// What is due before the venue's clock has begun to go: nothing with a time, but what a source has to say beforehand. The clock begins
    /// at the first time that somebody waits for.
    /// </summary>
    public const ulong BeforeAnyNanos = 1;

    private readonly TimeProvider _clock;
    private readonly PlaybackSpeed _speed;
    private readonly ulong _liveStartNanos;
    private readonly DateTimeOffset _liveStart;
    private readonly bool _isLive;
    private readonly DateTimeOffset? _begin;
    private ulong _anchorNanos;
    private long _anchor;
    private ulong _anchorWallNanos;
    private bool _isAnchored;

    private VenuePace(
        PlaybackSpeed speed, TimeProvider clock, bool isLive, ulong liveStartNanos, DateTimeOffset liveStart, DateTimeOffset? begin = null)
    {
        _begin = begin;
        _speed = speed;
        _clock = clock;
        _isLive = isLive;
        _liveStartNanos = liveStartNanos;
        _liveStart = liveStart;
    }

    /// <summary>Up to which of the venue's times ticks are due now: nanoseconds since the Unix epoch, UTC.</summary>
    public ulong DueVenueTimeNanos
    {
        get
        {
            if (_speed.IsMax)
            {
                return UntilBegin > TimeSpan.Zero ? BeforeAnyNanos : ulong.MaxValue;
            }

            if (_isLive)
            {
                return Later(_liveStartNanos, _clock.GetUtcNow() - _liveStart, 1);
            }

            return _isAnchored ? Later(_anchorNanos, _clock.GetElapsedTime(_anchor), _speed.Factor) : BeforeAnyNanos;
        }
    }

    /// <summary>Ticks are to leave when they are due to the millisecond, not some of them together a little later.</summary>
    public bool IsPrecise => !_isLive && !_speed.IsMax;

    // Negative once it has begun.
    private TimeSpan UntilBegin => _begin is { } begin ? begin - _clock.GetUtcNow() : TimeSpan.Zero;

    /// <summary>A recording, played from its first tick on.</summary>
    /// <param name="begin">When that is due, the same for whoever plays it beside this one; null: at once.</param>
    public static VenuePace Recorded(PlaybackSpeed speed, TimeProvider clock, DateTimeOffset? begin = null) =>
        new(speed, clock, isLive: false, 0, default, begin);

    /// <summary>A source that lives now: its clock goes with the wall clock, also over a suspended machine.</summary>
    /// <param name="start">When the source's clock showed <paramref name="startVenueTimeNanos"/>.</param>
    public static VenuePace Live(ulong startVenueTimeNanos, DateTimeOffset start, TimeProvider clock) =>
        new(PlaybackSpeed.AsRecorded, clock, isLive: true, startVenueTimeNanos, start);

    /// <summary>How long until the venue's clock shows <paramref name="venueTimeNanos"/>: at most <see cref="LongestPause"/>.</summary>
    public TimeSpan TimeUntil(ulong venueTimeNanos)
    {
        if (_speed.IsMax)
        {
            return UntilBegin > TimeSpan.Zero ? UntilBegin : TimeSpan.Zero;
        }

        ulong due = DueVenueTimeNanos;
        double nanos = venueTimeNanos > due ? (venueTimeNanos - due) / _speed.Factor : 0;
        if (_isLive || (_isAnchored && nanos <= LongestPause.TotalNanoseconds && !IsFarBehind(venueTimeNanos, due)))
        {
            return TimeSpan.FromMicroseconds(Math.Min(nanos, LongestPause.TotalNanoseconds) / 1000);
        }

        TimeSpan pause = !_isAnchored ? UntilBegin : venueTimeNanos > due ? LongestPause : TimeSpan.Zero;
        AnchorAt(venueTimeNanos, pause);
        return pause > TimeSpan.Zero ? pause : TimeSpan.Zero;
    }

    /// <summary>How long ago the venue's clock showed a time, in our time; negative when it has not yet.</summary>
    public TimeSpan TimeSince(ulong venueTimeNanos)
    {
        ulong due = DueVenueTimeNanos;
        double nanos = due >= venueTimeNanos ? due - venueTimeNanos : -(double)(venueTimeNanos - due);
        return TimeSpan.FromMicroseconds(nanos / _speed.Factor / 1000);
    }

    /// <summary>
    /// When a tick of the venue's time is due by the wall clock: nanoseconds since the Unix epoch, UTC. At top speed now; of what came
    /// before the recording's start here, that start.
    /// </summary>
    public ulong WallNanosOf(ulong venueTimeNanos)
    {
        if (_speed.IsMax || _isLive || !_isAnchored)
        {
            return WallNanos();
        }

        double passed = venueTimeNanos > _anchorNanos ? (venueTimeNanos - _anchorNanos) / _speed.Factor : 0;
        return Math.Min(_anchorWallNanos + (ulong)passed, WallNanos());
    }

    // The recording's clock went back, or the server took no ticks for a while: playing on at the recorded speed is better than a flood.
    private bool IsFarBehind(ulong venueTimeNanos, ulong due) =>
        due > venueTimeNanos && (due - venueTimeNanos) / _speed.Factor > LongestPause.TotalNanoseconds;

    /// <param name="fromNow">Negative: the time was due some time ago, for the recording was to begin before.</param>
    private void AnchorAt(ulong venueTimeNanos, TimeSpan fromNow)
    {
        double lead = fromNow.TotalNanoseconds * _speed.Factor;
        _anchorNanos = lead > 0 ? venueTimeNanos - (ulong)Math.Min(lead, venueTimeNanos) : Later(venueTimeNanos, -fromNow, _speed.Factor);
        _anchor = _clock.GetTimestamp();
        _anchorWallNanos = WallNanos();
        _isAnchored = true;
    }

    private ulong WallNanos() => (ulong)(_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;

    private static ulong Later(ulong nanos, TimeSpan elapsed, double factor)
    {
        double passed = Math.Max(elapsed.TotalNanoseconds, 0) * factor;

        // A damaged time stamp may be close to the end of the range.
        return passed < ulong.MaxValue - nanos ? nanos + (ulong)passed : ulong.MaxValue - 1;
    }
}
