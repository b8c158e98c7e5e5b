namespace QuoteStream.Server.Streaming;

/// <summary>What a client asks of one symbol's trades or bars, checked.</summary>
/// <param name="Limit">How many of the newest.</param>
internal sealed record SymbolRequest(string Symbol, int Limit)
{
    /// <summary>Some 2 MB of bars or trades.</summary>
    private const int MaxLimit = 10_000;

    /// <exception cref="BadQueryException">A parameter makes no sense.</exception>
    public static SymbolRequest Read(IQueryCollection query, int defaultLimit)
    {
        var symbol = query["symbol"].ToString();
        if (symbol.Length == 0)
        {
            throw new BadQueryException("The parameter symbol is required: one symbol.");
        }

        StreamRequestReader.CheckSymbol("symbol", symbol);
        return new SymbolRequest(symbol, QueryLimit.Read(query, defaultLimit, MaxLimit));
    }
}
