using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios;

/// <summary>The body of <c>POST /v1/portfolios</c>.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record NewPortfolio
{
    /// <summary>128 random bits: a portfolio's id is not guessed, though knowing it is not enough either.</summary>
    private const int IdBytes = 16;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        NumberHandling = default,
        AllowDuplicateProperties = false,
    };

    public string? Name { get; init; }

    public string? Currency { get; init; }

    public bool AllowShort { get; init; }

    public bool AllowMargin { get; init; }

    /// <exception cref="PortfolioProblemException">It makes no sense.</exception>
    public static PortfolioTerms Read(ReadOnlySpan<byte> utf8, string owner, long nowMicros)
    {
        var asked = Parse(utf8);
        var name = asked.Name?.Trim();
        if (name is null || name.Length is 0 or > LedgerLimits.MaxNameLength || name.Any(char.IsControl))
        {
            throw Invalid("name", $"must be 1 to {LedgerLimits.MaxNameLength} characters, none of them a control character.");
        }

        var currency = Portfolio.Currencies.Currency.Find(asked.Currency)
            ?? throw Invalid("currency", "must be the code of a currency in use (ISO 4217) in capital letters, such as USD.");
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));
        return new PortfolioTerms(id, owner, name, currency, asked.AllowShort, asked.AllowMargin, nowMicros);
    }

    private static NewPortfolio Parse(ReadOnlySpan<byte> utf8)
    {
        try
        {
            return JsonSerializer.Deserialize<NewPortfolio>(utf8, Strict) ?? throw new JsonException("null");
        }
        catch (JsonException fault)
        {
            // Path is $.fieldName for what has a wrong type and for what is not known.
            var field = fault.Path is { Length: > 2 } path ? path[2..] : null;
            throw field is null
                ? new PortfolioProblemException(
                    StatusCodes.Status400BadRequest,
                    PortfolioProblems.InvalidPortfolio,
                    "The body must be a JSON object with name, currency, and where wanted allowShort and allowMargin (true or false).")
                : Invalid(field, "is none of name, currency, allowShort, allowMargin, or has a value of another type, or is there twice.");
        }
    }

    private static PortfolioProblemException Invalid(string field, string text) =>
        new(StatusCodes.Status400BadRequest, PortfolioProblems.InvalidPortfolio, $"{field} {text}", ("field", field));
}
