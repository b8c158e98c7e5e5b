namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>Tells lines and columns of places in a text, which are asked for in order: each byte is looked at once.</summary>
internal ref struct LineCounter(ReadOnlySpan<byte> utf8)
{
    private readonly ReadOnlySpan<byte> _utf8 = utf8;
    private int _line = 1;
    private int _column = 1;
    private int _counted;

    /// <param name="offset">Bytes from the beginning; not before the place asked for last.</param>
    /// <returns>Both count from 1; the column in characters.</returns>
    public (int Line, int Column) PlaceOf(long offset)
    {
        for (; _counted < offset; _counted++)
        {
            if (_utf8[_counted] == (byte)'\n')
            {
                (_line, _column) = (_line + 1, 1);
            }
            else
            {
                // Continuation bytes are no characters of their own.
                _column += (_utf8[_counted] & 0xC0) == 0x80 ? 0 : 1;
            }
        }

        return (_line, _column);
    }
}
