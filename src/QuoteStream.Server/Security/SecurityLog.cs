namespace QuoteStream.Server.Security;

/// <summary>What authentication logs; ids 400 to 499. Never a token, nor a part of one.</summary>
internal static partial class SecurityLog
{
    [LoggerMessage(400, LogLevel.Error, "The authority's discovery document cannot be had: tokens cannot be checked")]
    public static partial void AuthorityUnavailable(ILogger logger, Exception fault);
}
