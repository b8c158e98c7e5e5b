using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>Why a server ends a connection.</summary>
[JsonConverter(typeof(WireEnumConverter<GoodbyeReason>))]
public enum GoodbyeReason
{
    /// <summary>One that this version does not know.</summary>
    Other,

    /// <summary>The server stops or restarts.</summary>
    Shutdown,

    /// <summary>The credentials expired.</summary>
    Expired,

    /// <summary>This client reads too slowly.</summary>
    Slow,

    /// <summary>The connection is older than the server allows.</summary>
    Age,

    /// <summary>A newer stream of the same subject took its place.</summary>
    Displaced,

    /// <summary>The server has no room.</summary>
    Capacity,
}
