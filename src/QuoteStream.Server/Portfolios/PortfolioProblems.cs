using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Portfolios;

/// <summary>The <c>type</c> of problems with portfolios; as <see cref="Operations.ProblemTypes"/>, they never change.</summary>
internal static class PortfolioProblems
{
    public const string IdempotencyKey = "/problems/idempotency-key";
    public const string IdempotencyKeyReused = "/problems/idempotency-key-reused";
    public const string InvalidOrder = "/problems/invalid-transaction";
    public const string InvalidPortfolio = "/problems/invalid-portfolio";
    public const string InvalidImport = "/problems/invalid-import";
    public const string TooManyPortfolios = "/problems/too-many-portfolios";
    public const string LedgerUnavailable = "/problems/ledger-unavailable";
    public const string UnknownPortfolio = "/problems/unknown-portfolio";
    public const string UnknownCursor = "/problems/unknown-cursor";

    /// <summary>Of an order that the ledger's state forbids.</summary>
    public static string TypeOf(RefusalReason reason) => reason switch
    {
        RefusalReason.InsufficientFunds => "/problems/insufficient-funds",
        RefusalReason.InsufficientShares => "/problems/insufficient-shares",
        RefusalReason.UnknownTransaction => "/problems/unknown-transaction",
        RefusalReason.AlreadyReversed => "/problems/already-reversed",
        RefusalReason.NotReversible => "/problems/not-reversible",
        RefusalReason.LimitExceeded => "/problems/limit-exceeded",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "There is no such reason."),
    };

    /// <summary>A sentence for clients. The exception's own names files and hosts, and is for the log.</summary>
    public static string TextOf(LedgerFault fault) => fault switch
    {
        LedgerFault.Unreachable => "The ledger's database does not answer.",
        LedgerFault.Full => "There is no room left for the ledger.",
        LedgerFault.ReadOnly => "The ledger cannot be written now.",
        LedgerFault.Corrupt => "The ledger cannot be read.",
        LedgerFault.Busy => "Too many requests wait for the ledger.",
        LedgerFault.Stopped => "The server is about to end.",
        _ => "The ledger cannot be used now.",
    };

    /// <summary>For what belongs to another subject, too: it must not be told from what does not exist.</summary>
    public static PortfolioProblemException NotFound() => new(StatusCodes.Status404NotFound, UnknownPortfolio, "There is no such portfolio.");

    public static PortfolioProblemException Invalid(OrderFault fault) =>
        new(StatusCodes.Status400BadRequest, InvalidOrder, $"{fault.Field} {fault.Text}", ("field", fault.Field));

    public static PortfolioProblemException Refused(Refusal refusal) =>
        new(StatusCodes.Status422UnprocessableEntity, TypeOf(refusal.Reason), refusal.Text);

    public static PortfolioProblemException KeyReused(string key) => new(
        StatusCodes.Status422UnprocessableEntity,
        IdempotencyKeyReused,
        $"Under the key '{key}' another transaction was booked. A new one needs a new key.");

    public static PortfolioProblemException BadParameter(string detail) => new(StatusCodes.Status400BadRequest, null, detail);
}
