using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Orders;

/// <summary>The header under which something is booked once, however often it is sent.</summary>
internal static class IdempotencyKey
{
    public const string Header = "Idempotency-Key";

    public static string Rule { get; } = $"1 to {LedgerLimits.MaxKeyLength} printable ASCII characters";

    public static bool IsValid(string key) => key.Length is > 0 and <= LedgerLimits.MaxKeyLength && !key.AsSpan().ContainsAnyExceptInRange(' ', '~');

    /// <exception cref="PortfolioProblemException">It is missing, or no key.</exception>
    public static string Read(HttpRequest request)
    {
        var values = request.Headers[Header];
        return values.Count == 1 && IsValid(values.ToString())
            ? values.ToString()
            : throw new PortfolioProblemException(
                StatusCodes.Status400BadRequest,
                PortfolioProblems.IdempotencyKey,
                $"The header {Header} must be there once, with {Rule}: under it this is booked once, however often it is sent.");
    }

    /// <summary>The key of one row of a file. A hash, so that it is short enough whatever the file's key.</summary>
    /// <param name="row">1, 2, 3... without the header.</param>
    public static string OfRow(string fileKey, int row) =>
        string.Create(CultureInfo.InvariantCulture, $"import:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(fileKey)))}:{row}");
}
