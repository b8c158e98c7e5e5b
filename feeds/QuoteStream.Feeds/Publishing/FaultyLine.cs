using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Feeds.Publishing;

/// <summary>A line that loses packets, carries some twice and some late, between a source and its publisher: to try out what a server makes of it.</summary>
/// <remarks>What is lost here never reaches the publisher, which therefore does not send it again. One thread at a time.</remarks>
public sealed class FaultyLine
{
    /// <summary>Of one packet: as many as venues put into one of theirs in busy times.</summary>
    public const int TicksPerPacket = 20;

    /// <summary>
    /// The longest that a packet is late, however few come behind it: networks reorder within milliseconds, and servers wait no longer for it.
    /// </summary>
    public static readonly TimeSpan LatestBy = TimeSpan.FromMilliseconds(20);

    // How often a packet is late, where any is: often enough to be seen, and most still arrive in order.
    private const double LateShare = 0.1;

    private readonly FaultRates _rates;
    private readonly TimeProvider _clock;
    private readonly SimulatorRandom _random;

    // At most as many as packets may be late by; their batches are used again.
    private readonly List<(long Due, long Since, TickBatch Packet)> _late = [];
    private readonly Stack<TickBatch> _spare = [];
    private long _packets;
    private ulong _nextSequence;

    public FaultyLine(FaultRates rates, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(rates);
        Require(rates.Drop is >= 0 and < 1, nameof(rates.Drop), rates.Drop);
        Require(rates.Duplicate is >= 0 and < 1, nameof(rates.Duplicate), rates.Duplicate);
        Require(rates.Reorder is >= 0 and <= FaultRates.MostPacketsLate, nameof(rates.Reorder), rates.Reorder);
        _rates = rates;
        _clock = clock;
        _random = new SimulatorRandom(rates.Seed);
    }

    /// <summary>Packets and their ticks that were lost.</summary>
    public (long Packets, long Ticks) Dropped { get; private set; }

    public (long Packets, long Ticks) Duplicated { get; private set; }

    /// <summary>Those that were held back.</summary>
    public (long Packets, long Ticks) Reordered { get; private set; }

    /// <summary>Packets are held back, and to be sent within <see cref="LatestBy"/> even if none comes behind them.</summary>
    public bool HoldsLate => _late.Count > 0;

    /// <summary>Sends a packet, or does not, and whatever late ones are due behind it.</summary>
    public async ValueTask PublishAsync(TickBatch packet, FeedPublisher publisher, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(packet);
        ArgumentNullException.ThrowIfNull(publisher);
        _nextSequence = Math.Max(_nextSequence, packet.FirstSequence + (ulong)packet.Count);
        _packets++;

        // All three are drawn for each, so that what happens to one does not depend on what else was asked for.
        bool isDropped = _random.NextChance(_rates.Drop);
        bool isDuplicated = _random.NextChance(_rates.Duplicate);
        bool isLate = _random.NextChance(LateShare) && _rates.Reorder > 0;
        if (isDropped)
        {
            Dropped = Count(Dropped, packet);
        }
        else if (isLate)
        {
            Reordered = Count(Reordered, packet);
            _late.Add((_packets + 1 + _random.NextBelow(_rates.Reorder), _clock.GetTimestamp(), Copy(packet)));
        }
        else
        {
            await publisher.PublishAsync(packet, cancellationToken).ConfigureAwait(false);
        }

        if (isDuplicated && !isDropped)
        {
            Duplicated = Count(Duplicated, packet);
            await publisher.PublishAsync(packet, cancellationToken).ConfigureAwait(false);
        }

        await PublishLateAsync(_packets, publisher, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what has been late for so long as a packet may be.</summary>
    public ValueTask PublishOverdueAsync(FeedPublisher publisher, CancellationToken cancellationToken) =>
        PublishLateAsync(due: 0, publisher, cancellationToken);

    /// <summary>At a session's end: sends what is late, and says which number would be next, so that a loss at the end is seen.</summary>
    public async ValueTask EndSessionAsync(FeedPublisher publisher, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(publisher);
        await PublishLateAsync(long.MaxValue, publisher, cancellationToken).ConfigureAwait(false);
        if (_nextSequence != 0)
        {
            await publisher.HeartbeatAsync(_nextSequence, cancellationToken).ConfigureAwait(false);
            _nextSequence = 0;
        }
    }

    private async ValueTask PublishLateAsync(long due, FeedPublisher publisher, CancellationToken cancellationToken)
    {
        for (int i = 0; i < _late.Count;)
        {
            if (_late[i].Due > due && _clock.GetElapsedTime(_late[i].Since) < LatestBy)
            {
                i++;
                continue;
            }

            TickBatch packet = _late[i].Packet;
            _late.RemoveAt(i);
            await publisher.PublishAsync(packet, cancellationToken).ConfigureAwait(false);
            _spare.Push(packet);
        }
    }

    private TickBatch Copy(TickBatch packet)
    {
        TickBatch copy = _spare.TryPop(out TickBatch? spare) ? spare : new TickBatch(packet.EncodedTicks.Length);
        copy.Clear();
        copy.AddEncoded(packet.EncodedTicks, packet.Count);
        copy.FirstSequence = packet.FirstSequence;
        return copy;
    }

    private static (long Packets, long Ticks) Count((long Packets, long Ticks) before, TickBatch packet) =>
        (before.Packets + 1, before.Ticks + packet.Count);

    private static void Require(bool condition, string rate, object value)
    {
        if (!condition)
        {
            throw new ArgumentOutOfRangeException(rate, value, "Outside its range.");
        }
    }
}
