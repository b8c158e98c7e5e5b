using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>How best bid and offer stand to each other when it is not bid below offer.</summary>
[JsonConverter(typeof(WireEnumConverter<MarketCondition>))]
public enum MarketCondition
{
    /// <summary>One that this version does not know.</summary>
    Other,

    /// <summary>They are equal.</summary>
    Locked,

    /// <summary>The bid is higher.</summary>
    Crossed,
}
