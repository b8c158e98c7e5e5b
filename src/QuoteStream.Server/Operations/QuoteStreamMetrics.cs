using System.Diagnostics.Metrics;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.MarketData.Symbology;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Operations;

/// <summary>Every instrument of the server. At /metrics a dot is an underscore, the unit stands in the name, and counters end in _total.</summary>
public sealed class QuoteStreamMetrics : IDisposable
{
    public const string MeterName = "QuoteStream";

    // From the loopback's best case to where a client gives up. Between 50 us and 10 s each step is at most 2.5-fold.
    private static readonly double[] TickToWriteBoundsSeconds =
        [0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    // From a disk that acknowledges from its cache to one that is in trouble. Each step is at most 2.5-fold.
    private static readonly double[] LedgerCommitBoundsSeconds =
        [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Meter _meter;

    public QuoteStreamMetrics(IMeterFactory meters, FeedHandler feeds, SymbolTable symbols)
    {
        _meter = meters.Create(MeterName);
        TickToWrite = _meter.CreateHistogram(
            "quotestream.tick_to_write",
            "s",
            "From the receipt of a tick to the write that carried its quote to a subscriber.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = TickToWriteBoundsSeconds });
        Streams = new StreamCounters(TickToWrite);
        LedgerCommit = _meter.CreateHistogram(
            "quotestream.ledger_commit",
            "s",
            "How long a commit of transactions took until it was on disk.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = LedgerCommitBoundsSeconds });
        Ledger = new LedgerCounters(LedgerCommit);
        CreateFeedInstruments(feeds);
        CreateSymbolInstruments(symbols);
        CreateStreamInstruments(Streams);
        _meter.CreateObservableCounter(
            "quotestream.transactions",
            () => ByMember<TransactionType>("type", Ledger.TransactionsTotal),
            "{transaction}",
            "Transactions that this server committed, by type.");
    }

    public StreamCounters Streams { get; }

    internal Histogram<double> TickToWrite { get; }

    internal Histogram<double> LedgerCommit { get; }

    internal LedgerCounters Ledger { get; }

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<long>> ByMember<T>(string label, Func<T, long> total, params T[] without)
        where T : struct, Enum =>
        Enum.GetValues<T>().Except(without).Select(member => new Measurement<long>(total(member), Label(label, LabelOf(member))));

    private static string LabelOf<T>(T member)
        where T : struct, Enum
    {
        var name = member.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);

    private static IEnumerable<Measurement<long>> TicksByKind(ProviderFeed provider)
    {
        var ticks = provider.CountTicks();
        return Enum.GetValues<TickKind>().Where(kind => kind != TickKind.None).Select(
            kind => new Measurement<long>(ticks.AppliedOf(kind), Label("provider", provider.Name), Label("kind", LabelOf(kind))));
    }

    private static long CountStale(SymbolTable symbols)
    {
        var stale = 0L;
        foreach (var channel in symbols.Snapshot())
        {
            channel.Read(out var state);
            stale += state.IsStale ? 1 : 0;
        }

        return stale;
    }

    private void CreateFeedInstruments(FeedHandler feeds)
    {
        IEnumerable<Measurement<long>> ByProvider(Func<TickCounts, long> total) =>
            feeds.Providers.Select(provider => new Measurement<long>(total(provider.CountTicks()), Label("provider", provider.Name)));

        _meter.CreateObservableCounter(
            "quotestream.ticks", () => feeds.Providers.SelectMany(TicksByKind), "{tick}", "Ticks that were applied, by provider and kind.");
        _meter.CreateObservableCounter(
            "quotestream.ticks_rejected",
            () => ByMember("reason", reason => feeds.Rejections[reason], RejectReason.None),
            "{tick}",
            "Ticks that were not applied, by why.");
        _meter.CreateObservableCounter(
            "quotestream.ticks_duplicate", () => ByProvider(ticks => ticks.Duplicates), "{tick}", "Ticks whose number had been seen before, or which a live provider of higher priority tells.");
        _meter.CreateObservableCounter(
            "quotestream.ticks_suspicious",
            () => ByProvider(ticks => ticks.Suspicious),
            "{tick}",
            "Trades whose price was too far from the last sale to count before it is confirmed.");
        _meter.CreateObservableCounter(
            "quotestream.sequence_gaps", () => ByProvider(ticks => ticks.Gaps), "{gap}", "Times that no line delivered some numbers.");
        _meter.CreateObservableCounter(
            "quotestream.sequence_missing", () => ByProvider(ticks => ticks.Missing), "{tick}", "Numbers that no line delivered.");
        _meter.CreateObservableGauge(
            "quotestream.feed_up",
            () =>
                from provider in feeds.Providers
                from line in provider.GetLines()
                select new Measurement<long>(line.IsUp ? 1 : 0, Label("provider", provider.Name), Label("line", line.Line)),
            description: "Whether a line that was ever opened is open now and not silent: 1 or 0.");
    }

    private void CreateSymbolInstruments(SymbolTable symbols)
    {
        _meter.CreateObservableUpDownCounter("quotestream.symbols", () => symbols.Count, "{symbol}", "Symbols that are known.");
        _meter.CreateObservableUpDownCounter(
            "quotestream.symbols_stale", () => CountStale(symbols), "{symbol}", "Symbols whose quote may no longer be the market's.");
    }

    private void CreateStreamInstruments(StreamCounters streams)
    {
        _meter.CreateObservableUpDownCounter("quotestream.streams", () => streams.OpenNow, "{stream}", "Streams that are open.");
        _meter.CreateObservableUpDownCounter(
            "quotestream.streams_slow", () => streams.SlowNow, "{stream}", "Streams that are behind because their reader is slow.");
        _meter.CreateObservableCounter("quotestream.streams_opened", () => streams.OpenedTotal, "{stream}", "Streams that were opened.");
        _meter.CreateObservableCounter(
            "quotestream.streams_closed", () => ByMember<StreamEnd>("reason", streams.ClosedTotal), "{stream}", "Streams that ended, by why.");
        _meter.CreateObservableCounter(
            "quotestream.events", () => ByMember<EventKind>("event", streams.EventsTotal), "{event}", "Events written to streams, by name.");
        _meter.CreateObservableCounter(
            "quotestream.quotes_conflated",
            () => streams.ConflatedTotal,
            "{quote}",
            "Updates of quotes that subscribers were not sent because newer ones replaced them.");
        _meter.CreateObservableCounter("quotestream.stream_writes", () => streams.WritesTotal, "{write}", "Writes to streams' connections.");
        _meter.CreateObservableCounter("quotestream.stream_bytes", () => streams.BytesTotal, "By", "Bytes written to streams' connections.");
    }
}
