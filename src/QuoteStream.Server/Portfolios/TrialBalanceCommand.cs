using System.Globalization;
using QuoteStream.Portfolio.Booking;
using QuoteStream.Portfolio.Stores;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Portfolios;

/// <summary>The <c>trial-balance</c> command: adds up every row of the ledger that the settings name, and compares that with the balances kept.</summary>
public static class TrialBalanceCommand
{
    private const int NotProved = 1;
    private const int BadArguments = 2;

    private const string Help = """
        usage: QuoteStream.Server trial-balance [--SECTION:KEY=VALUE ...]

        Adds up every transaction of every portfolio and compares that with the balances kept; prints the totals of each currency, whose five columns
        come to 0, and what is wrong. The settings are the server's: Data:Directory, Portfolio:Store, Portfolio:ConnectionString. Exit code 0 when
        nothing is wrong, 1 when something is or the ledger cannot be read. The file of sqlite is one program's at a time: stop the server first.
        """;

    /// <param name="args">Settings, as the server takes them.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var (settings, word, _) = CommandLine.Split(args);
        if (word is not null && CommandLine.IsHelp(word))
        {
            Console.WriteLine(Help);
            return 0;
        }

        if (word is not null)
        {
            await Console.Error.WriteLineAsync($"'{CommandLine.NameOf(word)}' is no setting; see trial-balance --help.");
            return BadArguments;
        }

        try
        {
            // The server's own settings, so that both find the same ledger.
            var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = settings, ContentRootPath = AppContext.BaseDirectory });
            return await ProveAsync(SettingsSetup.Read<PortfolioOptions>(builder.Configuration), SettingsSetup.Read<DataOptions>(builder.Configuration));
        }
        catch (Exception fault) when (fault is SettingException or LedgerUnavailableException or LedgerSchemaException)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return NotProved;
        }
    }

    private static async Task<int> ProveAsync(PortfolioOptions options, DataOptions data)
    {
        if (options.Store == LedgerStoreKind.Sqlite && !File.Exists(LedgerStores.PathOf(data)))
        {
            await Console.Error.WriteLineAsync($"There is no ledger at {LedgerStores.PathOf(data)}; see Data:Directory.");
            return NotProved;
        }

        using var loggers = LoggerFactory.Create(_ => { });
        await using var store = LedgerStores.Make(options, data, new Deaf(), TimeProvider.System, loggers);
        await store.StartAsync(CancellationToken.None);
        var proof = await store.ProveAsync(CancellationToken.None);
        Print(proof);
        return proof.IsProved ? 0 : NotProved;
    }

    private static void Print(TrialBalance proof)
    {
        Console.WriteLine(Line($"{proof.Portfolios} portfolios, {proof.Transactions} transactions"));
        Console.WriteLine(Line($"{"",-4}{"cash",24}{"positions",24}{"income",24}{"fees",24}{"external",24}{"sum",6}"));
        foreach (var (currency, total) in proof.Totals.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(Line(
                $"{currency,-4}{total.Cash,24}{total.Positions,24}{total.Income,24}{total.Fees,24}{total.External,24}{ExactJson.Plain(total.Sum),6}"));
        }

        foreach (var fault in proof.Faults)
        {
            Console.WriteLine($"FAULT {fault}");
        }

        Console.WriteLine(proof.IsProved ? "proved" : proof.Faults.Count < TrialBalance.MaxFaults ? $"{proof.Faults.Count} faults" : "more faults than are shown");
    }

    private static string Line(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Nothing is booked here.</summary>
    private sealed class Deaf : ICommitListener
    {
        public void Committed(IReadOnlyList<Transaction> transactions, TimeSpan duration)
        {
        }

        public void Advanced(string? portfolio, long seq)
        {
        }
    }
}
