using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>Why a quote is stale.</summary>
[JsonConverter(typeof(WireEnumConverter<StaleReason>))]
public enum StaleReason
{
    /// <summary>One that this version does not know.</summary>
    Other,

    /// <summary>The feed that it came from is closed or silent.</summary>
    FeedDown,

    /// <summary>The feed lost ticks.</summary>
    Gap,

    /// <summary>Nothing came for longer than the server allows.</summary>
    Quiet,
}
