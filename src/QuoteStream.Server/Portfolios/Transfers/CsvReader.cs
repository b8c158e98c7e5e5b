using System.Text;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>Reads CSV as RFC 4180 has it: commas, quotes around cells and doubled within, CRLF or LF. Blank lines are passed over.</summary>
internal ref struct CsvReader(ReadOnlySpan<char> text)
{
    /// <summary>Cells of a row. A ledger's file has 17 kinds.</summary>
    private const int MaxCells = 64;

    /// <summary>Characters of a cell. The longest, a note, has 500.</summary>
    private const int MaxCellLength = 4096;

    private readonly ReadOnlySpan<char> _text = text.StartsWith('\uFEFF') ? text[1..] : text;
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private readonly int Column => _at - _lineStart + 1;

    /// <summary>Reads the next row into <paramref name="cells"/>.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="FileFaultException">The rest cannot be told apart into rows.</exception>
    public bool Read(List<CsvCell> cells)
    {
        cells.Clear();
        while (SkipLineEnd())
        {
        }

        if (_at == _text.Length)
        {
            return false;
        }

        do
        {
            if (cells.Count == MaxCells)
            {
                throw Fault($"The row has more than {MaxCells} cells.");
            }

            cells.Add(ReadCell());
        }
        while (SkipComma());

        if (_at < _text.Length && !SkipLineEnd())
        {
            throw Fault("A comma or the end of the line is expected behind the quote.");
        }

        return true;
    }

    private CsvCell ReadCell()
    {
        var (line, column) = (_line, Column);
        if (_at < _text.Length && _text[_at] == '"')
        {
            return new CsvCell(ReadQuoted(), line, column);
        }

        var rest = _text[_at..];
        var length = rest.IndexOfAny(",\r\n\"") is var end and >= 0 ? end : rest.Length;
        _at += length;
        if (_at < _text.Length && _text[_at] == '"')
        {
            throw Fault("A quote within a cell is doubled, and the cell stands in quotes.");
        }

        return new CsvCell(Bounded(rest[..length]).ToString(), line, column);
    }

    private string ReadQuoted()
    {
        var (line, column) = (_line, Column);
        var cell = new StringBuilder();
        _at++;
        while (true)
        {
            var length = _text[_at..].IndexOf('"');
            if (length < 0)
            {
                throw new FileFaultException(line, column, "The quote that begins here has no end.");
            }

            var part = _text.Slice(_at, length);
            cell.Append(Bounded(part));
            CountLines(part);
            _at += length + 1;
            if (_at == _text.Length || _text[_at] != '"')
            {
                return Bounded(cell.ToString()).ToString();
            }

            cell.Append('"');
            _at++;
        }
    }

    private readonly ReadOnlySpan<char> Bounded(ReadOnlySpan<char> cell) =>
        cell.Length <= MaxCellLength ? cell : throw Fault($"A cell has more than {MaxCellLength} characters.");

    private void CountLines(ReadOnlySpan<char> part)
    {
        for (var i = 0; i < part.Length; i++)
        {
            if (part[i] == '\n')
            {
                _line++;
                _lineStart = _at + i + 1;
            }
        }
    }

    private bool SkipComma()
    {
        var isComma = _at < _text.Length && _text[_at] == ',';
        _at += isComma ? 1 : 0;
        return isComma;
    }

    private bool SkipLineEnd()
    {
        var rest = _text[_at..];
        var length = rest.StartsWith("\r\n") ? 2 : rest.StartsWith('\n') || rest.StartsWith('\r') ? 1 : 0;
        if (length == 0)
        {
            return false;
        }

        _at += length;
        _line++;
        _lineStart = _at;
        return true;
    }

    private readonly FileFaultException Fault(string text) => new(_line, Column, text);
}
