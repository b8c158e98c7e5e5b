using System.ComponentModel.DataAnnotations;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Portfolios;

/// <summary>Settings under <c>Portfolio</c>.</summary>
[Settings("Portfolio")]
public sealed class PortfolioOptions : IValidatableObject
{
    /// <summary>Where the ledger is kept. Default sqlite: the file portfolios.db in Data:Directory, for one server. postgres: for several.</summary>
    [EnumDataType(typeof(LedgerStoreKind))]
    public LedgerStoreKind Store { get; set; }

    /// <summary>Of the PostgreSQL database: Host=...;Database=...;Username=...;Password=.... Default empty, as it must be for sqlite.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Most portfolios of one subject. Default 100; one more is a 422.</summary>
    [Range(1, 10_000)]
    public int MaxPortfoliosPerSubject { get; set; } = 100;

    /// <summary>Most imports at once. Default 2; one more is a 503 with Retry-After. Each takes some 40 MB for a file of 8 MiB.</summary>
    [Range(1, 64)]
    public int MaxImports { get; set; } = 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        // The member that is named has its value printed: a connection string has a password in it.
        if (Store == LedgerStoreKind.Postgres && ConnectionString.Length == 0)
        {
            yield return new ValidationResult("it needs Portfolio:ConnectionString, which is empty.", [nameof(Store)]);
        }

        if (Store == LedgerStoreKind.Sqlite && ConnectionString.Length > 0)
        {
            yield return new ValidationResult("it takes no Portfolio:ConnectionString; its file is in Data:Directory.", [nameof(Store)]);
        }
    }
}
