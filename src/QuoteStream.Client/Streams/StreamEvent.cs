using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>Something a stream said, or, as a <see cref="ConnectionEvent"/>, something that happened to it.</summary>
/// <remarks>What a server leaves out is null. Values that this version does not know read as <c>Other</c>.</remarks>
public abstract record StreamEvent
{
    private protected StreamEvent()
    {
    }

    /// <summary>Where to resume after this event (<see cref="QuoteSubscription.Cursor"/>); only on the last event of each of the server's writes, and on each transaction.</summary>
    [JsonIgnore]
    public string? EventId { get; init; }
}
