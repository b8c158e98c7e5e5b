using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>A prepared statement that is run again and again. One thread.</summary>
/// <remarks>
/// Below the provider's commands, which look up every parameter by its name and make a reader at each use. Places of values count from 1, columns from 0, as in SQLite.
/// </remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(SqliteConnection connection, string text)
    {
        _database = connection.Handle!;
        Check(raw.sqlite3_prepare_v2(_database, text, out _statement));
    }

    public void Set(int place, long value) => Check(raw.sqlite3_bind_int64(_statement, place, value));

    public void Set(int place, long? value) =>
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, place, number) : raw.sqlite3_bind_null(_statement, place));

    public void Set(int place, string? value) =>
        Check(value is null ? raw.sqlite3_bind_null(_statement, place) : raw.sqlite3_bind_text(_statement, place, value));

    public void Set(int place, byte[] value) => Check(raw.sqlite3_bind_blob(_statement, place, value));

    /// <summary>Runs one that gives no rows.</summary>
    public void Run()
    {
        try
        {
            Step();
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>The first row; the default where there is none.</summary>
    public T? First<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    public void ForEach(Action<Statement> read)
    {
        try
        {
            while (Step())
            {
                read(this);
            }
        }
        finally
        {
            Reset();
        }
    }

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    /// <summary>Valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Dispose() => _statement.Dispose();

    private bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    private bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        Check(code == raw.SQLITE_DONE ? raw.SQLITE_OK : code);
        return false;
    }

    // Says again what the step said, which has been thrown already.
    private void Reset() => _ = raw.sqlite3_reset(_statement);

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
        {
            SqliteException.ThrowExceptionForRC(code, _database);
        }
    }
}
