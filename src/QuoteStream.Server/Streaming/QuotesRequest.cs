using System.Globalization;

namespace QuoteStream.Server.Streaming;

/// <summary>What a client asks of <c>GET /v1/quotes</c>, checked.</summary>
/// <param name="Symbols">Each once, in the client's order.</param>
/// <param name="After">Null: the client brought no cursor, or one that says nothing here; it gets every quote at once.</param>
/// <param name="Wait">Zero: the answer comes at once.</param>
internal sealed record QuotesRequest(IReadOnlyList<string> Symbols, long? After, TimeSpan Wait)
{
    /// <summary>As the contract says: shorter than what proxies allow an idle request.</summary>
    public const int MaxWaitSeconds = 30;

    /// <exception cref="BadQueryException">A parameter makes no sense.</exception>
    public static QuotesRequest Read(HttpRequest request, StreamParts parts)
    {
        var query = request.Query;
        var symbols = StreamRequestReader.ReadSymbols(query["symbols"].ToString(), parts.Options.MaxSymbolsPerStream);
        return new QuotesRequest(symbols, ReadAfter(query["after"].ToString(), parts), ReadWait(query["wait"].ToString()));
    }

    // Another run's cursor, or one that somebody made up, is no error: the answer is a snapshot, as a stream's beginning would be.
    private static long? ReadAfter(string text, StreamParts parts) =>
        StreamCursor.TryParse(text, out var cursor) && parts.IsOurs(cursor) ? cursor.Tide : null;

    private static TimeSpan ReadWait(string text)
    {
        if (text.Length == 0)
        {
            return TimeSpan.Zero;
        }

        var isNumber = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds);
        return isNumber && seconds is >= 0 and <= MaxWaitSeconds
            ? TimeSpan.FromSeconds(seconds)
            : throw new BadQueryException($"The parameter wait takes seconds from 0 to {MaxWaitSeconds}, such as 20 or 0.5.");
    }
}
