using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>Hears on a connection of its own of what all servers commit, and finds a new one when that is lost.</summary>
/// <remarks>PostgreSQL keeps nothing for who is away, so after each new connection it says that anything may have happened.</remarks>
internal sealed class CommitNotifications : IAsyncDisposable
{
    // As often a question goes over the quiet connection: one that is dead looks just like it, and firewalls forget about quiet ones.
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    // A database that comes back is found within that time, and is not asked more often while it is away.
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _ending = new();
    private readonly PostgresAccess _access;
    private readonly ICommitListener _listener;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly NpgsqlDataSource _source;
    private Task _loop = Task.CompletedTask;

    public CommitNotifications(NpgsqlConnectionStringBuilder settings, PostgresAccess access, TimeProvider time, ICommitListener listener, ILogger logger)
    {
        _access = access;
        _listener = listener;
        _time = time;
        _logger = logger;
        // Seconds that the question may take.
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, CommandTimeout = 10 };
        _source = PostgresSettings.MakeSource(own);
    }

    public void Start() => _loop = Task.Run(ListenAsync, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task ListenAsync()
    {
        var pause = FirstPause;
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await _access.PrepareAsync(_ending.Token).ConfigureAwait(false);
                await using var connection = await _source.OpenConnectionAsync(_ending.Token).ConfigureAwait(false);
                connection.Notification += (_, notification) => Hear(notification.Payload);
                await ExecuteAsync(connection, $"LISTEN {PostgresPosting.Channel}").ConfigureAwait(false);
                PostgresLog.Listening(_logger);
                pause = FirstPause;
                _listener.Advanced(null, 0);
                while (true)
                {
                    if (!await connection.WaitAsync(Quiet, _ending.Token).ConfigureAwait(false))
                    {
                        await ExecuteAsync(connection, "SELECT 1").ConfigureAwait(false);
                    }
                }
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it was: without this loop nobody would hear of other servers' commits ever again.
                PostgresLog.Deaf(_logger, failure, pause);
            }

            try
            {
                // Servers that lost the same database do not come back to it in step.
                await Task.Delay(pause * (0.5 + (Random.Shared.NextDouble() / 2)), _time, _ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    // The portfolio and its newest seq. Whatever else somebody sends through the channel is not ours, and says nothing of a ledger.
    private void Hear(string payload)
    {
        if (payload.LastIndexOf(' ') is var space and > 0
            && long.TryParse(payload.AsSpan(space + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
        {
            _listener.Advanced(payload[..space], seq);
        }
    }

    private async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(_ending.Token).ConfigureAwait(false);
    }
}
