using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>Whether a stream keeps up.</summary>
[JsonConverter(typeof(WireEnumConverter<SlowState>))]
public enum SlowState
{
    /// <summary>One that this version does not know.</summary>
    Other,
    Behind,
    Recovered,
}
