using Microsoft.Extensions.Logging;

namespace QuoteStream.Portfolio.Stores.Postgres;

internal static partial class PostgresLog
{
    [LoggerMessage(4100, LogLevel.Information, "The ledger is in PostgreSQL ({Place}), schema version {Version}")]
    public static partial void Ready(ILogger logger, string place, int version);

    [LoggerMessage(4101, LogLevel.Error, "The ledger cannot be used: {Text}")]
    public static partial void NotReady(ILogger logger, Exception exception, string text);

    [LoggerMessage(4102, LogLevel.Warning,
        "PostgreSQL runs with {Setting} off: transactions that it has confirmed can be lost, or the database damaged, when its machine crashes")]
    public static partial void Unsafe(ILogger logger, string setting);

    [LoggerMessage(4103, LogLevel.Warning, "Commits of other servers are not heard of for now; the next attempt is in {Pause}")]
    public static partial void Deaf(ILogger logger, Exception exception, TimeSpan pause);

    [LoggerMessage(4104, LogLevel.Information, "Commits of other servers are heard of")]
    public static partial void Listening(ILogger logger);

    [LoggerMessage(4105, LogLevel.Error, "Booking {Orders} orders failed")]
    public static partial void BookingFailed(ILogger logger, Exception exception, int orders);
}
