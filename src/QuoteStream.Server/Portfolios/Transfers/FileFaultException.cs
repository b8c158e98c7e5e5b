namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>A file cannot be read at all; the message is for the client.</summary>
/// <param name="line">1, 2, 3...</param>
/// <param name="column">Characters from the line's beginning: 1, 2, 3...</param>
internal sealed class FileFaultException(int line, int column, string message) : Exception(message)
{
    public int Line { get; } = line;

    public int Column { get; } = column;
}
