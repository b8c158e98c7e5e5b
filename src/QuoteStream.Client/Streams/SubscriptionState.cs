using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>Whether a subscribed symbol's quotes come.</summary>
[JsonConverter(typeof(WireEnumConverter<SubscriptionState>))]
public enum SubscriptionState
{
    /// <summary>One that this version does not know.</summary>
    Other,

    Live,

    /// <summary>No provider has published the symbol yet; its quotes begin when one does.</summary>
    Unknown,

    /// <summary>The credentials do not cover it.</summary>
    Denied,

    /// <summary>The credentials cover delayed quotes only.</summary>
    Delayed,
}
