using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>What a connection begins with.</summary>
[JsonConverter(typeof(WireEnumConverter<ResumeKind>))]
public enum ResumeKind
{
    /// <summary>One that this version does not know.</summary>
    Other,

    /// <summary>Every symbol's state, for what there was to resume is too old or unknown.</summary>
    Snapshot,

    /// <summary>The states that changed since the last connection.</summary>
    Delta,

    /// <summary>Every symbol's state as well: there was nothing to resume.</summary>
    None,
}
