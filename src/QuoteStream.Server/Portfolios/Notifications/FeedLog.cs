namespace QuoteStream.Server.Portfolios.Notifications;

/// <summary>What the feeds log: never a portfolio's id or a figure.</summary>
internal static partial class FeedLog
{
    [LoggerMessage(20, LogLevel.Warning, "The ledger cannot be read for the streams of a portfolio; it is tried again.")]
    public static partial void LedgerLost(ILogger logger, Exception fault);

    [LoggerMessage(21, LogLevel.Information, "The ledger can be read again for the streams of a portfolio.")]
    public static partial void LedgerFound(ILogger logger);
}
