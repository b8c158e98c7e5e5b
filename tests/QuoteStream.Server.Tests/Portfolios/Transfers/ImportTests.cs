using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Portfolios.Transfers;

public sealed class ImportTests
{
    private const string Csv = "text/csv";

    [Fact]
    public async Task A_file_is_booked_once_however_often_it_is_sent()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();
        const string File = "type,symbol,quantity,price,fee,amount,note\r\ndeposit,,,,,1000.50,\"first, \"\"of\"\" all\"\r\nbuy,AAPL,10,1.5,1,,\r\n";

        using var first = await user.PostAsync($"{portfolio}/import", File, "file", Csv);
        using var again = await user.PostAsync($"{portfolio}/import", File, "file", Csv);
        using var json = await user.PostAsync($"{portfolio}/import", """[{"type":"deposit","amount":1},{"type":"fee","amount":1,"key":"own"}]""", "json");

        Assert.Equal("""{"booked":2,"repeated":0,"newestSeq":2,"errorCount":0,"errors":[]}""", await first.Content.ReadAsStringAsync());
        Assert.Equal("""{"booked":0,"repeated":2,"newestSeq":2,"errorCount":0,"errors":[]}""", await again.Content.ReadAsStringAsync());
        Assert.Equal("""{"booked":2,"repeated":0,"newestSeq":4,"errorCount":0,"errors":[]}""", await json.Content.ReadAsStringAsync());
        Assert.Equal("first, \"of\" all", (await user.ReadAsync($"{portfolio}/transactions/1")).GetProperty("note").GetString());
        using var repeated = await user.PostAsync($"{portfolio}/transactions", """{"type":"fee","amount":1}""", "own");
        Assert.Equal(HttpStatusCode.OK, repeated.StatusCode);
    }

    [Theory]
    [InlineData("type,amount\ndeposit,10\nwithdrawal,x\ndeposit,1.001\n", "3:12:amount 4:9:amount")]
    [InlineData("type,amount,symbol\ndeposit,10,\nbuy,,AAPL\ndeposit,1\n", "3:1:quantity 4:1:")]
    [InlineData("type,amount\ndeposit,10\nwithdrawal,20\n", "3:1:/problems/insufficient-funds")]
    [InlineData("amount,type,type\n1,deposit\n", "1:13:")]
    [InlineData("type,colour\ndeposit,red\n", "1:6:")]
    [InlineData("type,amount\ndeposit,\"1\n", "2:9:")]
    [InlineData("type,amount\n", "1:1:")]
    [InlineData("", "1:1:")]
    [InlineData("type,amount,seq,reverses\ndeposit,1,7,\nreversal,,8,7\n", "3:1:reverses")]
    public async Task A_bad_file_is_told_by_line_and_column_and_nothing_of_it_is_written(string file, string faults)
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();

        var problem = await user.FailAsync($"{portfolio}/import", file, HttpStatusCode.UnprocessableEntity, "file", Csv);

        Assert.Equal("/problems/invalid-import", problem.GetProperty("type").GetString());
        Assert.Equal(faults, string.Join(' ', problem.GetProperty("errors").EnumerateArray().Select(Text)));
        Assert.Equal(0, (await user.ReadAsync(portfolio)).GetProperty("transactionSeq").GetInt32());
    }

    [Theory]
    [InlineData("[\n {\"type\":\"deposit\",\"amount\":10},\n {\"type\":\"deposit\",\n  \"amount\":1.001}\n]", "4:12:amount")]
    [InlineData("[{\"type\":\"deposit\",\"amount\":10},\n5]", "2:1:")]
    [InlineData("[{\"type\":\"deposit\",\"amount\":10},\n{\"type\":]", "2:9:")]
    [InlineData("{}", "1:1:")]
    [InlineData("", "1:1:")]
    public async Task A_bad_JSON_file_too(string file, string faults)
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();

        var problem = await user.FailAsync($"{portfolio}/import", file, HttpStatusCode.UnprocessableEntity, "file");

        Assert.Equal(faults, string.Join(' ', problem.GetProperty("errors").EnumerateArray().Select(Text)));
        Assert.Equal(0, (await user.ReadAsync(portfolio)).GetProperty("transactionSeq").GetInt32());
    }

    [Fact]
    public async Task Partial_books_the_good_rows_and_tells_of_the_bad_ones()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();
        const string File = "seq,type,amount,reverses\n1,deposit,10,\n2,withdrawal,20,\n3,deposit,x,\n4,deposit,5,\n5,withdrawal,14,\n6,withdrawal,2,\n7,reversal,,4\n8,reversal,,3\n9,reversal,,5\n";

        using var answer = await user.PostAsync($"{portfolio}/import?partial=true", File, "file", Csv);
        using var again = await user.PostAsync($"{portfolio}/import?partial=true", File, "file", Csv);

        var report = await PortfolioUser.BodyOf(answer);
        Assert.Equal(4, report.GetProperty("booked").GetInt32());
        Assert.Equal(
            ["3:1:/problems/insufficient-funds", "4:11:amount", "7:1:/problems/insufficient-funds", "8:1:/problems/insufficient-funds", "9:1:reverses"],
            report.GetProperty("errors").EnumerateArray().Select(Text).Order());
        var types = (await user.ReadAsync($"{portfolio}/transactions")).GetProperty("transactions").EnumerateArray();
        Assert.Equal(["10", "5", "-14", "14"], types.Select(transaction => transaction.GetProperty("amount").GetRawText()));
        Assert.Equal(4, (await PortfolioUser.BodyOf(again)).GetProperty("repeated").GetInt32());
    }

    [Fact]
    public async Task Rows_and_bytes_of_a_file_are_bounded()
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync();
        var most = new StringBuilder("type,amount\n").Insert(12, "deposit,1\n", 10_000).ToString();

        var tooMany = await user.FailAsync($"{portfolio}/import", most + "deposit,1\n", HttpStatusCode.UnprocessableEntity, "a", Csv);
        await user.FailAsync($"{portfolio}/import", new string('\n', (8 * 1024 * 1024) + 1), HttpStatusCode.RequestEntityTooLarge, "b", Csv);
        using var booked = await user.PostAsync($"{portfolio}/import", most, "c", Csv);

        Assert.Equal("10002:1:", Text(tooMany.GetProperty("errors")[0]));
        Assert.Equal(10_000, (await PortfolioUser.BodyOf(booked)).GetProperty("booked").GetInt32());
    }

    [Theory]
    [InlineData("csv", Csv)]
    [InlineData("json", "application/json")]
    public async Task A_ledger_that_is_exported_and_imported_is_the_same(string format, string mediaType)
    {
        await using var server = await RunningServer.StartAsync();
        var user = new PortfolioUser(server);
        var portfolio = await user.OpenAsync(allowShort: true);
        foreach (var order in Orders)
        {
            await user.BookAsync(portfolio, order);
        }

        // More than one page.
        var many = string.Join('\n', Enumerable.Range(0, 2_500).Select(i => string.Create(CultureInfo.InvariantCulture, $"buy,S{i % 50},0.{i + 1:0000},{i}.5")));
        using var more = await user.PostAsync($"{portfolio}/import", "type,symbol,quantity,price\n" + many, "more", Csv);
        Assert.Equal(HttpStatusCode.OK, more.StatusCode);
        using var export = await user.GetAsync($"{portfolio}/export?format={format}");
        Assert.Equal(mediaType, export.Content.Headers.ContentType!.MediaType);
        var file = await export.Content.ReadAsStringAsync();

        var copy = await user.OpenAsync(allowShort: true);
        for (var i = 0; i < 2; i++)
        {
            using var import = await user.PostAsync($"{copy}/import", file, "copy", mediaType);
            Assert.Equal(HttpStatusCode.OK, import.StatusCode);
        }

        var expected = await LedgerOf(user, portfolio);
        Assert.Equal(Orders.Length + 2_500, expected.Count);
        Assert.Equal(expected, await LedgerOf(user, copy));
    }

    private static string[] Orders =>
    [
        """{"type":"deposit","amount":1000000,"fee":1.5,"note":"=HYPERLINK(\"x\")"}""",
        """{"type":"withdrawal","amount":10,"fee":0.5,"note":"a, \"b\" ; c"}""",
        """{"type":"buy","symbol":"AAPL","quantity":3,"price":33.333333333,"fee":1,"time":1763629200123456}""",
        """{"type":"sell","symbol":"AAPL","quantity":5,"price":40.1,"note":"'quoted"}""",
        """{"type":"buy","symbol":"AAPL","quantity":10,"price":41}""",
        """{"type":"split","symbol":"AAPL","ratio":"3:2"}""",
        """{"type":"dividend","symbol":"AAPL","amount":3.33,"fee":0.33}""",
        """{"type":"dividend","symbol":"AAPL","quantity":12,"price":0.123456789}""",
        """{"type":"fee","amount":2.25,"note":" spaces "}""",
        """{"type":"reversal","reverses":5,"note":"wrong price"}""",
        """{"type":"reversal","reverses":6}""",
        """{"type":"reversal","reverses":1}""",
        """{"type":"deposit","amount":2000000}""",
    ];

    private static string Text(JsonElement fault) =>
        $"{fault.GetProperty("line")}:{fault.GetProperty("column")}:{Member(fault, "field") ?? Member(fault, "type")}";

    private static string? Member(JsonElement fault, string name) => fault.TryGetProperty(name, out var member) ? member.GetString() : null;

    // All that is not of the portfolio itself, or of when it was written.
    private static async Task<List<string>> LedgerOf(PortfolioUser user, string portfolio)
    {
        var ledger = new List<string>();
        while (true)
        {
            var page = (await user.ReadAsync($"{portfolio}/transactions?limit=1000&after={ledger.Count}")).GetProperty("transactions");
            if (page.GetArrayLength() == 0)
            {
                return ledger;
            }

            ledger.AddRange(page.EnumerateArray().Select(transaction => string.Join(
                ',', transaction.EnumerateObject().Where(member => member.Name is not ("portfolio" or "id" or "recorded")).Select(member => member.ToString()))));
        }
    }
}
