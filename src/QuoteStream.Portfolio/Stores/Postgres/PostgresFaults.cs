using System.Net.Sockets;
using Npgsql;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>What an exception of Npgsql means for who uses the ledger, in sentences that hold no secret.</summary>
/// <param name="place">Where the database is.</param>
internal sealed class PostgresFaults(string place)
{
    private const string ExhaustedPool = "The connection pool has been exhausted";

    // PostgresErrorCodes does not have it.
    private const string IdleInTransaction = "25P03";

    /// <summary>Whether the connection was gone before what was asked could have been done: a restarted server leaves those in the pool.</summary>
    public static bool IsLostConnection(Exception exception) => exception switch
    {
        PostgresException refused => refused.SqlState is
            PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or IdleInTransaction,
        NpgsqlException { InnerException: IOException or SocketException } => true,
        _ => false,
    };

    /// <summary>Whether it comes from the database, or the way there; everything else is a bug.</summary>
    public static bool IsFault(Exception exception) =>
        exception is NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException;

    public LedgerUnavailableException Translate(Exception exception) => exception switch
    {
        LedgerUnavailableException known => known,
        LedgerSchemaException schema => new LedgerUnavailableException(LedgerFault.Other, schema.Message, schema),
        PostgresException refused => Translate(refused),
        ObjectDisposedException => Stopped(exception),
        NpgsqlException exhausted when exhausted.Message.StartsWith(ExhaustedPool, StringComparison.Ordinal) =>
            Make(LedgerFault.Busy, "All connections to PostgreSQL are in use. Raise Maximum Pool Size, or ask less at once", exhausted),
        NpgsqlException { InnerException: TimeoutException } => Make(LedgerFault.Unreachable, "PostgreSQL did not answer in time", exception),
        _ => Make(LedgerFault.Unreachable, "PostgreSQL cannot be reached", exception),
    };

    public LedgerUnavailableException Busy() => Make(LedgerFault.Busy, $"{StoreLimits.MaxWaiting} orders wait for PostgreSQL already", null);

    public static LedgerUnavailableException Stopped(Exception? inner = null) =>
        new(LedgerFault.Stopped, "The server is about to end, and books nothing more.", inner);

    private LedgerUnavailableException Translate(PostgresException refused) => refused.SqlState switch
    {
        PostgresErrorCodes.DiskFull =>
            Make(LedgerFault.Full, "PostgreSQL's disk is full", refused),
        PostgresErrorCodes.ReadOnlySqlTransaction =>
            Make(LedgerFault.ReadOnly, "PostgreSQL is read-only: a standby, or set so (default_transaction_read_only)", refused),
        PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted =>
            Make(LedgerFault.Corrupt, "PostgreSQL cannot read its own data", refused),
        PostgresErrorCodes.TooManyConnections =>
            Make(LedgerFault.Busy, "PostgreSQL has no connection left. Raise its max_connections, or lower Maximum Pool Size", refused),
        PostgresErrorCodes.OutOfMemory =>
            Make(LedgerFault.Busy, "PostgreSQL is out of memory", refused),
        PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable
            or PostgresErrorCodes.QueryCanceled =>
            Make(LedgerFault.Busy, "PostgreSQL did not come to it in time", refused),
        PostgresErrorCodes.CannotConnectNow =>
            Make(LedgerFault.Unreachable, "PostgreSQL is starting or stopping", refused),
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown or PostgresErrorCodes.DatabaseDropped
            or IdleInTransaction =>
            Make(LedgerFault.Unreachable, "PostgreSQL has ended the connection", refused),
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            Make(LedgerFault.Other, "PostgreSQL does not let the role in: see the user name, the password and pg_hba.conf", refused),
        PostgresErrorCodes.InvalidCatalogName =>
            Make(LedgerFault.Other, "PostgreSQL has no such database", refused),
        PostgresErrorCodes.InsufficientPrivilege =>
            Make(LedgerFault.Other, $"PostgreSQL does not allow the role what it needs: {refused.MessageText}", refused),
        ['0', '8', ..] =>
            Make(LedgerFault.Unreachable, "The connection to PostgreSQL failed", refused),
        _ => Make(LedgerFault.Other, $"PostgreSQL refused: {refused.MessageText}", refused),
    };

    private LedgerUnavailableException Make(LedgerFault fault, string what, Exception? inner) =>
        new(fault, $"{what} ({place}{(inner is PostgresException refused ? $"; {refused.SqlState}" : "")}).", inner);
}
