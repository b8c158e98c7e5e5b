using Microsoft.Data.Sqlite;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>The database's file: who may use it, and whether it can be used now. Any number of threads.</summary>
/// <remarks>
/// One server at a time: the writer keeps the operating system's lock on FILE.lock from its first use of the ledger until it is disposed, and
/// the system gives that lock back even when the process is killed. So of two servers on one file one migrates and serves; the other says
/// that it cannot, and serves from the moment when the first is gone.
/// </remarks>
internal sealed class LedgerFile(SqliteLedgerOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The least time between two attempts to open what could not be opened; doubled until the longest.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly Lock _turn = new();
    private FileStream? _lockFile;
    private bool _isThere;
    private Exception? _failure;
    private TimeSpan _pause;
    private long _failedAt;
    private bool _isDisposed;
    private volatile bool _isGone; // Read without the turn; never false again.

    public string Path { get; } = System.IO.Path.GetFullPath(options.Path);

    /// <summary>The connection that writes; makes the file and renews its schema where that is due.</summary>
    /// <exception cref="Exception">As it comes, or as it came a moment ago: the disk is not asked more often than pauses allow.</exception>
    public SqliteConnection OpenWriter() => Guard(() => SqliteConnections.OpenWriter(Path, mayCreate: !_isThere, options.MaxPages));

    /// <summary>A connection that reads. Sees to it that the schema is there.</summary>
    /// <exception cref="Exception">As of <see cref="OpenWriter"/>.</exception>
    public SqliteConnection OpenReader() => Guard(() =>
    {
        if (!_isThere)
        {
            SqliteConnections.OpenWriter(Path, mayCreate: true, options.MaxPages).Dispose();
        }

        return SqliteConnections.OpenReader(Path);
    });

    /// <summary>
    /// Whoever deletes or replaces the file leaves this server one without a name, whose commits nobody finds again: they are not to be
    /// acknowledged. What stands at the path later is not opened either, for the old connections still share the log's files with it.
    /// </summary>
    /// <exception cref="LedgerUnavailableException">The file was removed or replaced since it was opened.</exception>
    public void EnsureInPlace(SqliteConnection connection)
    {
        if (SqliteConnections.HasMoved(connection))
        {
            _isGone = true;
        }

        if (_isGone)
        {
            throw Gone();
        }
    }

    public void Dispose()
    {
        lock (_turn)
        {
            _isDisposed = true;
            _lockFile?.Dispose();
        }
    }

    private SqliteConnection Guard(Func<SqliteConnection> open)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isGone)
            {
                throw Gone();
            }

            if (_failure is { } failed && time.GetElapsedTime(_failedAt) < _pause)
            {
                throw SqliteFaults.Of(failed, Path);
            }

            try
            {
                Acquire();
                var connection = open();
                (_isThere, _failure, _pause) = (true, null, TimeSpan.Zero);
                return connection;
            }
            catch (Exception failure)
            {
                _failure = failure;
                _failedAt = time.GetTimestamp();
                _pause = _pause == TimeSpan.Zero ? ShortestPause : TimeSpan.FromTicks(Math.Min(2 * _pause.Ticks, LongestPause.Ticks));
                throw;
            }
        }
    }

    private LedgerUnavailableException Gone() => new(
        LedgerFault.Unreachable,
        $"The ledger {System.IO.Path.GetFileName(Path)} was removed or replaced while the server ran. Stop the server, put the ledger in its place, and start again.");

    private void Acquire()
    {
        if (_lockFile is null)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            _lockFile = new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            CreatePrivately();
        }
    }

    // SQLite would let everyone on the machine read it. What lies beside it takes the file's own mode.
    private void CreatePrivately()
    {
        if (!OperatingSystem.IsWindows() && !File.Exists(Path))
        {
            new FileStream(Path, new FileStreamOptions
            {
                Mode = FileMode.OpenOrCreate, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }).Dispose();
        }
    }
}
