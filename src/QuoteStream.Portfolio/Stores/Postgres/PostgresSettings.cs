using System.Globalization;
using Npgsql;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>The connection string with what the store needs added: where its owner says otherwise about the first group, that holds.</summary>
internal static class PostgresSettings
{
    private const int DefaultCommandSeconds = 30;

    // Of two values of one key the later holds, so the owner's come after these.
    // A pool of 20: more commits at once than any disk flushes, and several servers fit the 100 connections of PostgreSQL's default.
    // Seconds to connect, or to get a connection from the pool. Npgsql's own limit for a command is 30 seconds.
    private const string Defaults =
        "Maximum Pool Size=20;Timeout=10;Max Auto Prepare=32;Auto Prepare Min Usages=2;Tcp Keepalive=true;Application Name=QuoteStream;";

    /// <exception cref="ArgumentException">It cannot be read. The message does not repeat any of it, for it holds a password.</exception>
    public static NpgsqlConnectionStringBuilder Read(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(Defaults + connectionString);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            // What Npgsql says may quote a part of the password, where that has a semicolon.
            throw new ArgumentException(
                "It is not a connection string of PostgreSQL, such as \"Host=db;Username=quotestream;Password=...;Database=quotestream\"; "
                + "a value with a semicolon or quotes must stand in quotes.",
                nameof(connectionString));
        }

        if (string.IsNullOrWhiteSpace(settings.Host))
        {
            throw new ArgumentException("The connection string names no Host.", nameof(connectionString));
        }

        // Every setting that the store makes is local to a transaction, so there is nothing to reset.
        settings.NoResetOnClose = true;
        settings.Enlist = false;
        settings.PersistSecurityInfo = false;
        // Values of rows do not belong in a log.
        settings.IncludeErrorDetail = false;
        return settings;
    }

    /// <summary>One pool for all hosts that are named: it finds the one that can be written, also after they have changed roles.</summary>
    public static NpgsqlDataSource MakeSource(NpgsqlConnectionStringBuilder settings)
    {
        if (!settings.Host!.Contains(','))
        {
            return new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        }

        var target = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { TargetSessionAttributes = null };
        return new NpgsqlDataSourceBuilder(target.ConnectionString).BuildMultiHost().WithTargetSession(TargetSessionAttributes.Primary);
    }

    /// <summary>A query that sets up its own transaction, whatever the server's and the role's defaults are.</summary>
    /// <remarks>
    /// A commit is on disk before it is confirmed; one that asks the standbys for more is left as it is. Who waits for a lock gives up before the
    /// command's own time is over. A server that stops in the middle of a transaction loses it, and its locks with it.
    /// </remarks>
    public static string SetUp(NpgsqlConnectionStringBuilder settings)
    {
        var seconds = settings.CommandTimeout > 0 ? settings.CommandTimeout : DefaultCommandSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'remote_apply' THEN 'remote_apply' ELSE 'on' END, true),
                   set_config('lock_timeout', '{Math.Max(seconds / 3, 1)}s', true),
                   set_config('idle_in_transaction_session_timeout', '{seconds}s', true)
            """);
    }

    /// <summary>For messages: where it is, without who or how.</summary>
    public static string Place(NpgsqlConnectionStringBuilder settings) => $"{settings.Host}:{settings.Port}, database {settings.Database ?? settings.Username}";
}
