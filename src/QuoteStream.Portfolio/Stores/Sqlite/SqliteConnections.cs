using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>Opens connections with the settings that keep a ledger safe. SQLite forgets most of them when a connection is closed.</summary>
internal static class SqliteConnections
{
    /// <summary>Milliseconds that a statement waits for a lock of another program. Orders wait behind it.</summary>
    private const int BusyMillis = 2_000;

    /// <summary>SQLITE_FCNTL_HAS_MOVED.</summary>
    private const int FileControlHasMoved = 20;

    static SqliteConnections() => Batteries_V2.Init();

    /// <summary>The one that writes.</summary>
    /// <param name="mayCreate">False for a ledger that was there before: one that vanished is not to come back empty.</param>
    /// <exception cref="LedgerSchemaException">The file is a database, but none that this program may write.</exception>
    public static SqliteConnection OpenWriter(string path, bool mayCreate, int maxPages)
    {
        var connection = Open(path, mayCreate ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite);
        try
        {
            var isOutdated = SqliteSchema.IsOutdated(connection, path);
            if (Ask(connection, "PRAGMA journal_mode = WAL") != "wal")
            {
                throw new LedgerUnavailableException(
                    LedgerFault.Unreachable, $"The file system of {Path.GetFileName(path)} cannot share memory between connections. Use a local disk.");
            }

            // FULL: with NORMAL the newest commits are gone after a power cut. Checkpoints are the writer's, between two groups: two connections
            // that checkpoint can lose pages up to SQLite 3.51.2. Recursive triggers: else REPLACE deletes a row and no trigger hears of it.
            Run(connection, "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA recursive_triggers = ON; PRAGMA cache_size = -32768");
            Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {maxPages}"));
            if (isOutdated)
            {
                SqliteSchema.Renew(connection, path);
            }

            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>One that cannot write. The writer is to be open.</summary>
    public static SqliteConnection OpenReader(string path) => Open(path, SqliteOpenMode.ReadOnly);

    /// <summary>Runs one or more statements.</summary>
    public static void Run(SqliteConnection connection, string text) =>
        SqliteException.ThrowExceptionForRC(raw.sqlite3_exec(connection.Handle, text), connection.Handle);

    /// <summary>The first value that a statement gives.</summary>
    public static string Ask(SqliteConnection connection, string text)
    {
        using var statement = new Statement(connection, text);
        return statement.First(row => row.Text(0)) ?? "";
    }

    /// <summary>Ends a transaction that failed. SQLite has done so itself after some failures.</summary>
    public static void RollBack(SqliteConnection connection)
    {
        if (raw.sqlite3_get_autocommit(connection.Handle) == 0)
        {
            _ = raw.sqlite3_exec(connection.Handle, "ROLLBACK");
        }
    }

    /// <summary>Whether the file that is open is no longer the one of its path: it was deleted, renamed or replaced.</summary>
    /// <remarks>One look at the folder. On Windows never: there a file that is open stays where it is.</remarks>
    public static bool HasMoved(SqliteConnection connection) =>
        ControlFile(connection.Handle!, null, FileControlHasMoved, out var hasMoved) == raw.SQLITE_OK && hasMoved != 0;

    // The package's own interface leaves this call out.
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_file_control")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories | DllImportSearchPath.AssemblyDirectory)]
    private static extern int ControlFile(sqlite3 connection, byte[]? database, int what, out int answer);

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        // Not pooled: a connection that failed is to be closed, and the file with it.
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = BusyMillis / 1000,
        }.ToString());
        try
        {
            connection.Open();
            Run(connection, $"PRAGMA busy_timeout = {BusyMillis}; PRAGMA foreign_keys = ON; PRAGMA mmap_size = 0; PRAGMA temp_store = MEMORY");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
