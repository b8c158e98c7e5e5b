using System.Text.Json.Serialization;

namespace QuoteStream.Server.Streaming.Selections;

/// <summary>Whose trades a stream is to carry from now on, and whose no more: symbols of the stream, or <c>*</c> alone for all of them.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TradesChange
{
    public string[]? Add { get; init; }

    public string[]? Remove { get; init; }
}
