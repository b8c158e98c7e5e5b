using System.Collections;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>Looks at what streams leave behind in a server, where nothing public says so.</summary>
internal sealed class StreamInside(RunningServer server)
{
    private const BindingFlags Private = BindingFlags.Instance | BindingFlags.NonPublic;

    public StreamCounters Counters => server.Services.GetRequiredService<QuoteStreamMetrics>().Streams;

    public int OpenStreams => server.Services.GetRequiredService<StreamRegistry>().Count;

    public int WatchedUnknownSymbols => Field<ICollection>(server.Services.GetRequiredService<UnknownSymbols>(), "_waiting").Count;

    public int TimersSet
    {
        get
        {
            var slots = Field<Array>(server.Services.GetRequiredService<TimingWheel>(), "_slots");
            return slots.Cast<object?>().Count(timer => timer is not null);
        }
    }

    public SymbolChannel Channel(string symbol)
    {
        Assert.True(server.Services.GetRequiredService<SymbolTable>().TryGet(symbol, out var channel));
        return channel!;
    }

    public int Waiters(string symbol) => new[] { ChangeKinds.Quote, ChangeKinds.Trade, ChangeKinds.Status }
        .Sum(kind => (int)typeof(SymbolChannel).GetMethod("CountWaitersForTest", Private)!.Invoke(Channel(symbol), [kind])!);

    /// <summary>The loop of the one open stream.</summary>
    public WeakReference TheSubscriber()
    {
        var open = Field<IDictionary>(server.Services.GetRequiredService<StreamRegistry>(), "_open");
        var entry = open.Values.Cast<object>().Single();
        return new WeakReference(entry.GetType().GetField("Item1")!.GetValue(entry));
    }

    private static T Field<T>(object owner, string name) => (T)owner.GetType().GetField(name, Private)!.GetValue(owner)!;
}
