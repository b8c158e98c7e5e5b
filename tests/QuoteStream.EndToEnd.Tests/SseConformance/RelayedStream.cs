using System.Text.RegularExpressions;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>One stream that passed through a relay: what its client asked for, and each byte that it was sent.</summary>
internal sealed partial class RelayedStream(string requestHead, Delivery delivery)
{
    private readonly Lock _gate = new();
    private readonly List<byte> _delivered = [];

    public Delivery Delivery => delivery;

    public string RequestHead => requestHead;

    /// <summary>Empty where the client came without.</summary>
    public string LastEventId => LastEventIdLine().Match(requestHead).Groups["id"].Value;

    public long Delivered
    {
        get
        {
            lock (_gate)
            {
                return _delivered.Count;
            }
        }
    }

    public bool IsCut => Delivered >= delivery.CutAfter;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            _delivered.AddRange(bytes);
        }
    }

    /// <summary>What was delivered so far.</summary>
    public ChunkedResponse Response()
    {
        lock (_gate)
        {
            return ChunkedResponse.Parse([.. _delivered]);
        }
    }

    [GeneratedRegex(@"^Last-Event-ID: *(?<id>[^\r]*)\r", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex LastEventIdLine();
}
