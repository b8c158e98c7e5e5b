using QuoteStream.Feeds.Commands;
using QuoteStream.Feeds.Tests.Captures;
using QuoteStream.Feeds.Tests.Iex;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Commands;

public sealed class FeedsCommandLineTests
{
    [Theory]
    [InlineData("")]
    [InlineData("publish")]
    [InlineData("replay")]
    [InlineData("replay a --speed fast")]
    [InlineData("replay a --speed 0")]
    [InlineData("replay a --line C")]
    [InlineData("replay a --from yesterday")]
    [InlineData("replay a --from 2017-07-10")]
    [InlineData("replay a --from 10:00 --to 9:30")]
    [InlineData("replay a --from 2017-07-10T13:30:00Z --to 2017-07-10T13:30:00Z")]
    [InlineData("replay a --symbols ,")]
    [InlineData("replay a --symbols A-SYMBOL-THAT-IS-FAR-TOO-LONG-FOR-ANY-FEED")]
    [InlineData("replay a --drop 0")]
    [InlineData("replay a --drop 1")]
    [InlineData("replay a --drop -1%")]
    [InlineData("replay a --duplicate 100%")]
    [InlineData("replay a --duplicate often")]
    [InlineData("replay a --reorder 0")]
    [InlineData("replay a --reorder 1001")]
    [InlineData("replay a --seed 3")]
    [InlineData("replay a --seed x --drop 1%")]
    [InlineData("replay a --provider Nasdaq")]
    [InlineData("replay a --server localhost:8081")]
    [InlineData("replay a --server ftp://localhost")]
    [InlineData("replay a --session 0123456789012345678901234567890123456789012345678901234567890123")]
    [InlineData("simulate extra")]
    [InlineData("simulate --rate 0")]
    [InlineData("simulate --rate -5")]
    [InlineData("simulate --rate NaN")]
    [InlineData("simulate --symbols 0")]
    [InlineData("simulate --symbols 100001")]
    [InlineData("simulate --symbols ,")]
    [InlineData("simulate --symbols AAPL,AAPL")]
    [InlineData("simulate --symbols aapl")]
    [InlineData("simulate --prefix S")]
    [InlineData("simulate --symbols AAPL --prefix S")]
    [InlineData("simulate --symbols 5 --prefix s/")]
    [InlineData("simulate --count 0")]
    [InlineData("simulate --count x")]
    [InlineData("simulate --duration 0s")]
    [InlineData("simulate --duration soon")]
    [InlineData("simulate --seed -1")]
    [InlineData("simulate --start yesterday")]
    [InlineData("simulate --start 1969-01-01")]
    [InlineData("simulate --line A")]
    [InlineData("simulate --day 0s")]
    [InlineData("simulate --day 25h")]
    [InlineData("simulate --pre-encoded --day 5m")]
    [InlineData("simulate --pre-encoded --rate max --start 2026-01-05 --line A")]
    [InlineData("simulate --line")]
    [InlineData("simulate --provider")]
    [InlineData("simulate --session")]
    [InlineData("simulate --line C --start yesterday")]
    [InlineData("simulate --prefix S --symbols aapl")]
    [InlineData("simulate --prefix --symbols 5")]
    [InlineData("simulate --count 99999999999999999999")]
    public async Task A_command_line_that_makes_no_sense_is_told_why(string line)
    {
        (int code, string output, string error) = await RunAsync(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(ExitCode.Usage, code);
        Assert.True(error.Length is > 10 and < 1000, error);
        Assert.DoesNotContain("Exception", error);
        Assert.Empty(output);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("replay --help")]
    [InlineData("simulate --help")]
    [InlineData("inspect --help")]
    public async Task Help_is_no_error(string line)
    {
        (int code, string output, string error) = await RunAsync(line.Split(' '));

        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("Usage:", output);
        Assert.Empty(error);
    }

    [Fact]
    public async Task A_file_that_cannot_be_replayed_is_one_line_and_an_exit_code()
    {
        using var folder = new TemporaryFolder();
        string text = Write(folder, "notes.txt", "not a capture"u8.ToArray());
        string empty = Write(folder, "empty.pcap", []);
        string headerOnly = Write(folder, "header.pcap", CaptureWriter.Pcap(false, false, 0));
        byte[] deepPlusSegment = TopsWriter.Segment(1, [TopsWriter.SystemEvent('O')], protocol: 0x8005);
        string deepPlus = Write(folder, "deep-plus.pcap", TopsWriter.Capture(deepPlusSegment));
        foreach ((string file, string expected) in new[]
        {
            (Path.Combine(folder.Path, "absent"), "absent"),
            (folder.Path, "denied"),
            (text, "begins with 6e6f742061206361 (\"not a ca\")"),
            (empty, "0 bytes"),
            (headerOnly, "no UDP datagrams"),
            (deepPlus, "IEX DEEP+"),
        })
        {
            foreach (string command in new[] { "replay", "inspect" })
            {
                (int code, string output, string error) = await RunAsync(command, file);

                Assert.Equal(ExitCode.Failure, code);
                Assert.Contains(expected, error);
                Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
                Assert.Empty(output);
            }
        }
    }

    [Fact]
    public async Task A_recording_is_inspected_without_a_server()
    {
        using var folder = new TemporaryFolder();
        byte[] capture = TopsWriter.Capture(
            TopsWriter.Segment(1, [TopsWriter.SystemEvent('O'), TopsWriter.Quote("AAPL", 1, 2, 3, 4)]), TopsWriter.Segment(5, [TopsWriter.Trade("AAPL", 1, 2, 3)]));
        string file = Write(folder, "whole.pcap", capture);
        string cut = Write(folder, "cut.pcap", capture[..^1]);

        (int code, string output, string error) = await RunAsync("inspect", file);

        string[] lines = [.. output.Split('\n').Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Assert.Contains("recording pcap, TOPS 1.6", lines);
        Assert.Contains("messages 3", lines);
        Assert.Contains("messages missing 2", lines);
        Assert.Contains("ticks 2", lines);
        (code, output, error) = await RunAsync("inspect", cut);
        Assert.Equal(ExitCode.Success, code);
        Assert.Contains("not whole", error);
    }

    [Fact]
    public async Task A_server_that_is_not_there_ends_the_command_on_interruption_too()
    {
        using var interruption = new Interruption();
        interruption.Request();

        using var error = new StringWriter();
        int code = await FeedsCommandLine.RunAsync(["simulate", "--server", "http://127.0.0.1:1"], TextWriter.Null, error, interruption);

        Assert.Equal(ExitCode.Success, code);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5m", 90)]
    [InlineData("2h", 7200)]
    [InlineData("250ms", 0.25)]
    [InlineData("00:01:30", 90)]
    [InlineData("365d", 365 * 86_400)]
    public void Durations_are_read_as_people_type_them(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("0s")]
    [InlineData("5 parsecs")]
    [InlineData("366d")]
    [InlineData("99999999999999999999d")]
    [InlineData("-00:01:00")]
    public void Durations_that_make_no_sense_are_refused(string text) => Assert.False(DurationText.TryParse(text, out _));

    [Theory]
    [InlineData("3", null, "NVDA,TSLA,SPY")]
    [InlineData("3", "S", "S0,S1,S2")]
    [InlineData("AAPL, NEWCO,BTC-USD", null, "AAPL,NEWCO,BTC-USD")]
    public void Symbols_are_a_number_or_a_list(string text, string? prefix, string expected) =>
        Assert.Equal(expected.Split(','), SymbolSelection.Parse(text, out _)!.Select(prefix).Select(i => i.Symbol));

    [Fact]
    public void More_symbols_than_are_known_are_made_up()
    {
        string[] symbols = [.. SymbolSelection.Parse("500", out _)!.Select(null).Select(i => i.Symbol)];

        Assert.Equal(500, symbols.Distinct().Count());
        Assert.Equal("SIM0", symbols[71]);
    }

    private static string Write(TemporaryFolder folder, string name, byte[] content)
    {
        string path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var interruption = new Interruption();
        int code = await FeedsCommandLine.RunAsync(args, output, error, interruption);
        return (code, output.ToString(), error.ToString());
    }
}
