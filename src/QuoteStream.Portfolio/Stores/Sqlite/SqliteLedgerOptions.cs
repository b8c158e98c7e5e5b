namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>Where the embedded ledger is, and how it shares its work out.</summary>
public sealed class SqliteLedgerOptions
{
    /// <summary>The database's file. Beside it lie FILE-wal, FILE-shm and FILE.lock; its folder is made when it is not there.</summary>
    public required string Path { get; init; }

    /// <summary>Threads that read, each with a connection: 1 to 16, default 2. One more adds up the book when asked.</summary>
    public int Readers { get; init; } = 2;

    /// <summary>
    /// Orders booked in one commit: 1 to 10,000, default 1,000. A group takes what waits while the one before it is written, so only a flood
    /// reaches this; it then bounds how long the first of a group waits for the last.
    /// </summary>
    public int MaxGroup { get; init; } = 1_000;

    /// <exception cref="ArgumentException">Names what is wrong.</exception>
    public void Validate()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(Path);
        ArgumentOutOfRangeException.ThrowIfLessThan(Readers, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Readers, 16);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxGroup, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxGroup, 10_000);
    }
}
