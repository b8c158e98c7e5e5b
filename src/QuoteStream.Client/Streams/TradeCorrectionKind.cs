using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>What happened to an earlier trade.</summary>
[JsonConverter(typeof(WireEnumConverter<TradeCorrectionKind>))]
public enum TradeCorrectionKind
{
    /// <summary>One that this version does not know.</summary>
    Other,

    /// <summary>It was taken back.</summary>
    Cancel,

    /// <summary>It was replaced.</summary>
    Correct,
}
