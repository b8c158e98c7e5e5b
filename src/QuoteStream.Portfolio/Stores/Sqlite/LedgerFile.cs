using Microsoft.Data.Sqlite;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>The database's file: who may use it, and whether it can be used now. Any number of threads.</summary>
/// <remarks>
/// One server at a time: the writer keeps the operating system's lock on FILE.lock from its first use of the ledger until it is disposed, and
/// the system gives that lock back even when the process is killed. So of two servers on one file one migrates and serves; the other says
/// that it cannot, and serves from the moment when the first is gone.
/// </remarks>
internal sealed class LedgerFile(string path, TimeProvider time) : IDisposable
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

    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The connection that writes; makes the file and renews its schema where that is due.</summary>
    /// <exception cref="Exception">As it comes, or as it came a moment ago: the disk is not asked more often than pauses allow.</exception>
    public SqliteConnection OpenWriter() => Guard(() => SqliteConnections.OpenWriter(Path, mayCreate: !_isThere));

    /// <summary>A connection that reads. Sees to it that the schema is there.</summary>
    /// <exception cref="Exception">As of <see cref="OpenWriter"/>.</exception>
    public SqliteConnection OpenReader() => Guard(() =>
    {
        if (!_isThere)
        {
            SqliteConnections.OpenWriter(Path, mayCreate: true).Dispose();
        }

        return SqliteConnections.OpenReader(Path);
    });

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

    private void Acquire()
    {
        if (_lockFile is null)
        {
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            _lockFile = new FileStream(Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
    }
}
