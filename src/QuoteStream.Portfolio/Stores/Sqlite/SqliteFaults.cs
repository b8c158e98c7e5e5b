using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>What SQLite's errors mean to who uses the ledger.</summary>
internal static class SqliteFaults
{
    // The codes of open(2) and flock(2) on Linux and macOS, and of Windows, for a file that another process has locked.
    private static readonly int[] SharingCodes = [11, 35, 32, 33];

    /// <summary>Whether it is the database that failed, so that the next order would fail too, and not what one order made of it.</summary>
    public static bool IsOfDatabase(Exception failure) => failure switch
    {
        SqliteException sqlite => FaultOf(sqlite.SqliteErrorCode) != LedgerFault.Other,
        LedgerUnavailableException or LedgerSchemaException or IOException or UnauthorizedAccessException => true,
        _ => false,
    };

    /// <param name="path">Of the database. Only the file's name is told: a client need not know the server's folders.</param>
    public static LedgerUnavailableException Of(Exception failure, string path)
    {
        var file = Path.GetFileName(path);
        return failure switch
        {
            LedgerUnavailableException unavailable => unavailable,
            LedgerSchemaException schema => new LedgerUnavailableException(LedgerFault.Other, schema.Message, schema),
            SqliteException sqlite => Make(FaultOf(sqlite.SqliteErrorCode), file, sqlite),
            UnauthorizedAccessException => Make(LedgerFault.ReadOnly, file, failure),
            IOException io when SharingCodes.Contains(io.HResult & 0xFFFF) => new LedgerUnavailableException(
                LedgerFault.Unreachable,
                $"Another server has the ledger {file} open. Stop that one, or give this one a data directory of its own.",
                failure),
            IOException { HResult: NoSpace } => Make(LedgerFault.Full, file, failure),
            IOException { HResult: ReadOnlyFileSystem } => Make(LedgerFault.ReadOnly, file, failure),
            IOException => Make(LedgerFault.Unreachable, file, failure),
            _ => Make(LedgerFault.Other, file, failure),
        };
    }

    // ENOSPC and EROFS.
    private const int NoSpace = 28;
    private const int ReadOnlyFileSystem = 30;

    private static LedgerFault FaultOf(int code) => code switch
    {
        raw.SQLITE_FULL => LedgerFault.Full,
        raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH => LedgerFault.ReadOnly,
        raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => LedgerFault.Corrupt,
        raw.SQLITE_BUSY or raw.SQLITE_LOCKED or raw.SQLITE_PROTOCOL => LedgerFault.Unreachable,
        raw.SQLITE_IOERR or raw.SQLITE_CANTOPEN or raw.SQLITE_NOLFS or raw.SQLITE_NOMEM => LedgerFault.Unreachable,
        _ => LedgerFault.Other,
    };

    private static LedgerUnavailableException Make(LedgerFault fault, string file, Exception inner) => new(
        fault,
        fault switch
        {
            LedgerFault.Full => $"There is no room left for the ledger {file}. Make room on its disk; it goes on by itself.",
            LedgerFault.ReadOnly => $"The ledger {file} cannot be written. Give the server the right to write it and its folder.",
            LedgerFault.Corrupt => $"The ledger {file} is damaged, or no database. Put a good copy in its place and start the server again.",
            LedgerFault.Unreachable when inner is SqliteException { SqliteErrorCode: raw.SQLITE_BUSY or raw.SQLITE_LOCKED } =>
                $"Another program holds a lock on the ledger {file}. End what it does there.",
            LedgerFault.Unreachable => $"The disk of the ledger {file} does not work: {inner.Message}",
            _ => $"The ledger {file} failed in a way that it should not: {inner.Message}",
        },
        inner);
}
