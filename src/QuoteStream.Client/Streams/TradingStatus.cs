using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>Whether a symbol trades.</summary>
[JsonConverter(typeof(WireEnumConverter<TradingStatus>))]
public enum TradingStatus
{
    /// <summary>One that this version does not know.</summary>
    Other,
    PreOpen,
    Trading,
    Halted,
    Paused,
    QuoteOnly,
    Closed,
}
