using Microsoft.Extensions.Logging;
using Npgsql;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>Connections to a database whose schema is up to date, and its faults in the ledger's terms.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class PostgresAccess : IAsyncDisposable
{
    private readonly NpgsqlDataSource _source;
    private readonly ILogger _logger;
    private readonly string _place;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _gate = new();
    private volatile bool _isReady;
    private Task? _preparing;
    private string? _lastFault;

    public PostgresAccess(NpgsqlConnectionStringBuilder settings, ILogger logger)
    {
        _source = PostgresSettings.MakeSource(settings);
        _logger = logger;
        _place = PostgresSettings.Place(settings);
        Faults = new PostgresFaults(_place);
        SetUp = PostgresSettings.SetUp(settings);
    }

    public PostgresFaults Faults { get; }

    /// <summary>What a transaction that writes begins with.</summary>
    public string SetUp { get; }

    /// <summary>Runs something on a connection, once more where it turns out that the connection was lost before.</summary>
    /// <param name="mayRepeat">False from when the work could have changed something. Null: it never does.</param>
    /// <exception cref="LedgerUnavailableException">The database could not do it.</exception>
    public async Task<T> RunAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation, Func<bool>? mayRepeat = null)
    {
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await PrepareAsync(cancellation).ConfigureAwait(false);
            try
            {
                return await RunOnceAsync(work, cancellation).ConfigureAwait(false);
            }
            catch (Exception lost) when (PostgresFaults.IsLostConnection(lost) && mayRepeat?.Invoke() != false)
            {
                // The others in the pool are of the same age: after a restart of the server all of them are lost.
                _source.Clear();
                return await RunOnceAsync(work, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception fault) when (PostgresFaults.IsFault(fault) || fault is LedgerSchemaException)
        {
            throw Faults.Translate(fault);
        }
    }

    /// <summary>Brings the schema up to date, unless that is done. All who ask at once wait for the same attempt.</summary>
    /// <exception cref="LedgerSchemaException">The schema is of a newer version, or not of this program at all.</exception>
    public Task PrepareAsync(CancellationToken cancellation)
    {
        if (_isReady)
        {
            return Task.CompletedTask;
        }

        lock (_gate)
        {
            if (_preparing is not { IsCompleted: false })
            {
                // Not the caller's cancellation: others wait for it too.
                _preparing = Task.Run(UpdateSchemaAsync, CancellationToken.None);
            }

            return _preparing.WaitAsync(cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> RunOnceAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken cancellation)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        return await work(connection, cancellation).ConfigureAwait(false);
    }

    private async Task UpdateSchemaAsync()
    {
        if (_isReady)
        {
            return;
        }

        try
        {
            await using var connection = await _source.OpenConnectionAsync(_ending.Token).ConfigureAwait(false);
            await PostgresSchema.UpdateAsync(connection, _ending.Token).ConfigureAwait(false);
            await WarnOfUnsafeAsync(connection).ConfigureAwait(false);
            _isReady = true;
            PostgresLog.Ready(_logger, _place, PostgresSchema.Newest);
        }
        catch (OperationCanceledException cancelled) when (_ending.IsCancellationRequested)
        {
            throw PostgresFaults.Stopped(cancelled);
        }
        catch (Exception fault) when (PostgresFaults.IsFault(fault) || fault is LedgerSchemaException)
        {
            // Once for each reason: it is tried again with each use.
            var text = Faults.Translate(fault).Message;
            if (text != _lastFault)
            {
                PostgresLog.NotReady(_logger, fault, text);
                _lastFault = text;
            }

            throw;
        }
    }

    // Only whoever runs the server can change them; all that is promised rests on them.
    private async Task WarnOfUnsafeAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand(
            "SELECT name FROM pg_settings WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off'", connection);
        await using var reader = await command.ExecuteReaderAsync(_ending.Token).ConfigureAwait(false);
        while (await reader.ReadAsync(_ending.Token).ConfigureAwait(false))
        {
            PostgresLog.Unsafe(_logger, reader.GetString(0));
        }
    }
}
