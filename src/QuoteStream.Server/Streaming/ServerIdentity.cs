using System.Security.Cryptography;
using QuoteStream.Feeds.Simulator;
using QuoteStream.MarketData.FeedHandling;
using QuoteStream.Server.Demo;

namespace QuoteStream.Server.Streaming;

/// <summary>What a stream is told of the server it is connected to.</summary>
public sealed class ServerIdentity(FeedHandler feeds, DemoCondition demo)
{
    public string Node { get; } = Environment.MachineName;

    /// <summary>Of this run: a cursor of another run says nothing here.</summary>
    public uint Epoch { get; } = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint)));

    /// <summary>Whether any price here may be made up: whoever simulates a market begins its provider's name with "simulator".</summary>
    public bool IsSimulated =>
        demo.MayBeSimulated || feeds.Providers.Any(provider => provider.Name.StartsWith(SimulationRunner.DefaultProvider, StringComparison.Ordinal));
}
