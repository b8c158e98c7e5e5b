namespace QuoteStream.Server.Streaming;

/// <summary>Gathers the subscribers that one event wakes, and runs them in small groups on the thread pool.</summary>
/// <remarks>
/// A thread's own, between <see cref="Begin"/> and <see cref="Dispatch"/>. One work item per group rather than per subscriber: with thousands of
/// streams on a symbol, the queue's cost would be a tenth of the whole. The last, incomplete group runs on the caller's thread: a single
/// subscriber is served without a hop.
/// </remarks>
internal sealed class Wakeups : IThreadPoolWorkItem
{
    /// <summary>Few enough that the cores share a burst evenly, many enough that queueing disappears: some 150 us of work.</summary>
    private const int GroupSize = 32;

    /// <summary>What the threads of a burst use at once; more would be kept for nothing.</summary>
    private const int MaxSpare = 256;

    private static readonly System.Collections.Concurrent.ConcurrentQueue<Wakeups> Spare = new();

    [ThreadStatic]
    private static Wakeups? _gathering;

    private readonly Subscriber[] _subscribers = new Subscriber[GroupSize];
    private int _count;

    public static void Begin() => _gathering = Rent();

    /// <summary>Runs a subscriber that was waiting: with this thread's group if it is gathering one, else on the pool by itself.</summary>
    public static void Add(Subscriber subscriber)
    {
        var group = _gathering;
        if (group is null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(subscriber, preferLocal: false);
            return;
        }

        group._subscribers[group._count++] = subscriber;
        if (group._count == GroupSize)
        {
            ThreadPool.UnsafeQueueUserWorkItem(group, preferLocal: false);
            _gathering = Rent();
        }
    }

    public static void Dispatch()
    {
        var group = _gathering!;
        _gathering = null;
        group.Execute();
    }

    public void Execute()
    {
        for (var i = 0; i < _count; i++)
        {
            _subscribers[i].Execute();
        }

        Array.Clear(_subscribers, 0, _count);
        _count = 0;
        if (Spare.Count < MaxSpare)
        {
            Spare.Enqueue(this);
        }
    }

    private static Wakeups Rent() => Spare.TryDequeue(out var spare) ? spare : new Wakeups();
}
