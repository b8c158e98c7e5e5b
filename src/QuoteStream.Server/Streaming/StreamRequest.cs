using QuoteStream.Server.Security;
using QuoteStream.Server.Streaming.Selections;

namespace QuoteStream.Server.Streaming;

/// <summary>What a client asks of a stream, checked and with its rates granted.</summary>
/// <param name="StreamId">Unguessable: who knows it may change the stream.</param>
/// <param name="Cursor">Null: the client brought none.</param>
internal sealed record StreamRequest(string StreamId, StreamSelection Selection, StreamCursor? Cursor)
{
    /// <summary>Who asks; null: anybody.</summary>
    public Credentials? Owner { get; init; }

    /// <summary>Id of the portfolio that the stream is to follow; null: none.</summary>
    public string? Portfolio { get; init; }

    /// <summary>The transactions' part of the id that the client brought.</summary>
    public TransactionCursor Transactions { get; init; }
}
