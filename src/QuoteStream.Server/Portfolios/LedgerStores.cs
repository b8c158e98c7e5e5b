using QuoteStream.Portfolio.Stores;
using QuoteStream.Portfolio.Stores.Postgres;
using QuoteStream.Portfolio.Stores.Sqlite;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Portfolios;

/// <summary>Makes the store that the settings name.</summary>
internal static class LedgerStores
{
    private const string FileName = "portfolios.db";

    /// <summary>The database's file, where it is SQLite's.</summary>
    public static string PathOf(DataOptions data) => Path.Combine(Path.GetFullPath(data.Directory), FileName);

    public static ILedgerStore Make(PortfolioOptions options, DataOptions data, ICommitListener listener, TimeProvider time, ILoggerFactory loggers) =>
        options.Store switch
        {
            LedgerStoreKind.Sqlite => new SqliteLedgerStore(new SqliteLedgerOptions { Path = PathOf(data) }, listener, time),
            _ => MakePostgres(options.ConnectionString, listener, time, loggers),
        };

    private static PostgresLedgerStore MakePostgres(string connectionString, ICommitListener listener, TimeProvider time, ILoggerFactory loggers)
    {
        try
        {
            return new PostgresLedgerStore(connectionString, time, listener, loggers.CreateLogger<PostgresLedgerStore>());
        }
        catch (ArgumentException fault)
        {
            // The value is not shown: it has a password in it.
            throw new SettingException("Portfolio:ConnectionString", "...", fault.Message.Split(" (Parameter", 2)[0]);
        }
    }
}
