using System.Net;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Portfolios;
using QuoteStream.Server.Tests.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios;

public sealed class LedgerFaultTests
{
    [Fact]
    public async Task Without_a_ledger_quotes_flow_and_portfolios_are_unavailable_until_it_is_back()
    {
        using var data = new TemporaryFolder();
        var file = Path.Combine(data.Path, "portfolios.db");
        Directory.CreateDirectory(file);
        await using var server = await RunningServer.StartAsync(("Data:Directory", data.Path));
        using var ticks = new TickSource(server);
        ticks.Quote("A", 100, 102);
        var user = new PortfolioUser(server);

        using var refused = await user.PostAsync("/v1/portfolios", """{"name":"Main","currency":"USD"}""");
        var body = await PortfolioUser.BodyOf(refused);
        using var ready = await server.Http.GetAsync("/healthz/ready");
        var quotes = await server.Http.GetStringAsync("/v1/quotes?symbols=A");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
        Assert.Equal("/problems/ledger-unavailable", body.GetProperty("type").GetString());
        Assert.DoesNotContain(data.Path, body.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.StartsWith("""{"status":"degraded","checks":{"endpoints":"healthy","ledger":"The ledger""", await ready.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("\"bid\":1", quotes, StringComparison.Ordinal);

        Directory.Delete(file);
        await Eventually.True(async () =>
        {
            using var answer = await user.PostAsync("/v1/portfolios", """{"name":"Main","currency":"USD"}""");
            return answer.StatusCode == HttpStatusCode.Created;
        });
        await Eventually.True(async () => (await server.Http.GetStringAsync("/healthz/ready")).Contains("\"ledger\":\"healthy\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Transactions_are_there_after_a_restart_and_are_proved_by_the_trial_balance()
    {
        using var data = new TemporaryFolder();
        string portfolio, before;
        await using (var server = await RunningServer.StartAsync(("Data:Directory", data.Path)))
        {
            var user = new PortfolioUser(server);
            portfolio = await user.OpenAsync();
            await user.BookAsync(portfolio, """{"type":"deposit","amount":100}""");
            await user.BookAsync(portfolio, """{"type":"buy","symbol":"A","quantity":3,"price":33.333333333,"fee":0.01}""");
            before = (await user.ReadAsync($"{portfolio}/transactions")).GetRawText();
        }

        Assert.Equal(0, await TrialBalanceCommand.RunAsync([$"--Data:Directory={data.Path}"]));
        await using var restarted = await RunningServer.StartAsync(("Data:Directory", data.Path));

        Assert.Equal(before, (await new PortfolioUser(restarted).ReadAsync($"{portfolio}/transactions")).GetRawText());
    }

    [Fact]
    public async Task The_trial_balance_needs_a_ledger_that_it_can_read()
    {
        using var data = new TemporaryFolder();

        Assert.Equal(1, await TrialBalanceCommand.RunAsync([$"--Data:Directory={data.Path}"]));
        Assert.Equal(1, await TrialBalanceCommand.RunAsync(["--Portfolio:Store=postgres"]));
        Assert.Equal(2, await TrialBalanceCommand.RunAsync(["now"]));
        Assert.Equal(0, await TrialBalanceCommand.RunAsync(["--help"]));
        await File.WriteAllTextAsync(Path.Combine(data.Path, "portfolios.db"), "This is no database, and long enough to be seen as none. " + new string('x', 200));
        Assert.Equal(1, await TrialBalanceCommand.RunAsync([$"--Data:Directory={data.Path}"]));
    }

    [Theory]
    [InlineData("Portfolio:Store", "paper")]
    [InlineData("Portfolio:Store", "postgres")]
    [InlineData("Portfolio:Store", "7")]
    [InlineData("Portfolio:ConnectionString", "Host=db;Password=secret")]
    [InlineData("Portfolio:Store", "postgres", "Portfolio:ConnectionString", "secret;x")]
    [InlineData("Portfolio:MaxPortfoliosPerSubject", "0")]
    public async Task A_setting_that_makes_no_sense_stops_the_start_without_telling_a_password(
        string key, string value, string other = "Portfolio:Store", string otherValue = "")
    {
        var fault = await Assert.ThrowsAsync<SettingException>(
            () => otherValue.Length > 0 ? RunningServer.StartAsync((key, value), (other, otherValue)) : RunningServer.StartAsync((key, value)));

        Assert.StartsWith("Setting Portfolio:", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commits_are_counted_by_type()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();

        var before = await server.Http.GetStringAsync("/metrics");
        await user.BookAsync(portfolio, """{"type":"deposit","amount":100}""");
        await user.BookAsync(portfolio, """{"type":"deposit","amount":100}""");

        // Told on the store's thread, beside the answer.
        await Eventually.True(async () => (await server.Http.GetStringAsync("/metrics")).Contains("quotestream_transactions_total{type=\"deposit\"} 2\n", StringComparison.Ordinal));
        var after = await server.Http.GetStringAsync("/metrics");
        Assert.Contains("quotestream_transactions_total{type=\"buy\"} 0\n", before, StringComparison.Ordinal);
        Assert.Contains("quotestream_ledger_commit_seconds_count 0\n", before, StringComparison.Ordinal);
        Assert.Matches("quotestream_ledger_commit_seconds_count [12]\n", after);
    }

    [Fact]
    public async Task The_interface_is_described()
    {
        await using var server = await RunningServer.StartAsync();

        var document = await server.Http.GetStringAsync("/openapi/v1.json");

        Assert.Contains("\"/v1/portfolios/{id}/transactions\"", document, StringComparison.Ordinal);
        Assert.Contains("\"Idempotency-Key\"", document, StringComparison.Ordinal);
        Assert.Contains("\"text/csv\"", document, StringComparison.Ordinal);
    }
}
