using QuoteStream.Portfolio.Stores;
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
            _ => throw new SettingException("Portfolio:Store", options.Store, "there is no such store."),
        };
}
