using System.Diagnostics;
using System.Text;
using QuoteStream.Client.Feeds;

namespace QuoteStream.LoadTests.Feeding;

/// <summary>Publishes ticks of made-up symbols at a steady rate, each stamped with the moment at which it leaves.</summary>
/// <remarks>
/// Symbols take turns, so that each has the same rate; one tick in ten is a trade. Times are the wall clock's: a stream of the same machine can tell
/// how long a tick was under way.
/// </remarks>
internal sealed class TickPump : IAsyncDisposable
{
    // Ticks that are due within it leave in one message.
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(2);

    // For a server that takes nothing more.
    private static readonly TimeSpan LastMessageLimit = TimeSpan.FromSeconds(5);

    private const int TicksPerTrade = 10;

    // Around 100.0000 in units of 0.0001; a tick moves by a cent.
    private const long MiddlePrice = 1_000_000;
    private const int PriceSteps = 1000;
    private const int StepUnits = 100;

    private readonly FeedPublisher _publisher;
    private readonly byte[][] _symbols;
    private readonly TickBatch _batch = new();
    private ulong _next = 1;

    /// <param name="ticksPerSecond">Of all symbols together.</param>
    public TickPump(FeedPublisherOptions options, int symbols, double ticksPerSecond)
    {
        _publisher = new FeedPublisher(options with { Venue = "XNAS", PriceExponent = -4 });
        _symbols = [.. Enumerable.Range(0, symbols).Select(i => Encoding.ASCII.GetBytes(SymbolOf(i)))];
        TicksPerSecond = ticksPerSecond;
    }

    public double TicksPerSecond { get; }

    /// <summary>Why there is no connection; null: there is one, or none was tried.</summary>
    public string? Trouble => _publisher.LastProblem;

    public static string SymbolOf(int index) => $"LT{index}";

    /// <summary>A quote of every symbol, so that streams begin with all of them.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        await _publisher.ConnectAsync(cancellationToken).ConfigureAwait(false);
        for (int sent = 0; sent < _symbols.Length; sent += _batch.Count)
        {
            await SendAsync(Math.Min(_symbols.Length - sent, TickBatch.MaxTicks), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Publishes until it is told to stop. What cannot leave in time leaves later: the server's back pressure is not hidden.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        // A message that is cancelled half-way costs its call: what is being sent may still leave.
        using var abandon = new CancellationTokenSource();
        using CancellationTokenRegistration stopping = stop.Register(() => abandon.CancelAfter(LastMessageLimit));
        using var timer = new PeriodicTimer(Interval);
        long start = Stopwatch.GetTimestamp();
        long sent = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stop).ConfigureAwait(false))
            {
                long due = (long)(Stopwatch.GetElapsedTime(start).TotalSeconds * TicksPerSecond);
                while (sent < due && !stop.IsCancellationRequested)
                {
                    sent += await SendAsync((int)Math.Min(due - sent, TickBatch.MaxTicks), abandon.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    /// <summary>Ends the feed and waits for the server's last word.</summary>
    public Task<FeedTotals> CompleteAsync(CancellationToken cancellationToken) => _publisher.CompleteAsync(cancellationToken);

    public ValueTask DisposeAsync() => _publisher.DisposeAsync();

    private async Task<int> SendAsync(int count, CancellationToken cancellationToken)
    {
        _batch.Clear();
        _batch.FirstSequence = _next;
        ulong now = (ulong)(DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        for (int i = 0; i < count && !_batch.IsFull; i++)
        {
            Add(_next + (ulong)i, now);
        }

        _next += (ulong)_batch.Count;
        await _publisher.PublishAsync(_batch, cancellationToken).ConfigureAwait(false);
        return _batch.Count;
    }

    private void Add(ulong number, ulong now)
    {
        byte[] symbol = _symbols[(int)(number % (ulong)_symbols.Length)];
        ulong turn = number / (ulong)_symbols.Length;
        long price = MiddlePrice + ((long)(turn % PriceSteps) * StepUnits);

        // By turns of a symbol, not by ticks: else the same symbols would always trade.
        if (turn % TicksPerTrade == TicksPerTrade - 1)
        {
            Span<byte> id = stackalloc byte[20];
            System.Buffers.Text.Utf8Formatter.TryFormat(number, id, out int length);
            _batch.AddTrade(symbol, now, price, 100, id[..length], default);
            return;
        }

        _batch.AddQuote(symbol, now, price, 100 + (turn % 9), price + StepUnits, 200);
    }
}
