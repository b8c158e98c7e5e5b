namespace QuoteStream.MarketData.Book;

/// <summary>Walks the trades of those chunks of a <see cref="DayTape"/> that have any in a range of venue times.</summary>
/// <remarks>Of the tape's writer, while the tape does not grow.</remarks>
internal ref struct DayTapeWalk(List<DayTapeChunk> chunks, long fromNanos, long toNanos)
{
    private int _nextChunk;
    private ReadOnlySpan<DayTrade> _trades;
    private int _at = -1;

    public readonly ref readonly DayTrade Current => ref _trades[_at];

    public readonly DayTapeWalk GetEnumerator() => this;

    public bool MoveNext()
    {
        while (++_at >= _trades.Length)
        {
            if (_nextChunk == chunks.Count)
            {
                return false;
            }

            var chunk = chunks[_nextChunk++];
            var isWanted = chunk.EarliestNanos < toNanos && chunk.LatestNanos >= fromNanos;
            _trades = isWanted ? chunk.Trades.AsSpan(0, chunk.Count) : default;
            _at = -1;
        }

        return true;
    }
}
