using QuoteStream.Feeds.Commands;
using QuoteStream.Testing;

namespace QuoteStream.Feeds.Tests.Commands;

public sealed class ItchDayCommandTests
{
    [Theory]
    [InlineData("20260105.itch50", false, "file of messages")]
    [InlineData("20260105.itch50.gz", false, "file of messages")]
    [InlineData("day.pcap", true, "pcap with nanoseconds")]
    public async Task A_day_is_written_and_can_be_read(string name, bool isCapture, string format)
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, name);
        string[] options = ["--symbols", "10", "--messages", "5000", .. isCapture ? ["--mold"] : Array.Empty<string>()];

        (int code, string output, string error) = await RunAsync(["itch-day", path, .. options]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"replay {path}\n", output);

        (code, output, error) = await RunAsync("inspect", path);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("5,000", output);
        Assert.Contains(format, output);
        Assert.Contains("2026-01-05", output);
    }

    [Fact]
    public async Task A_name_without_a_day_needs_one_to_be_played()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "day");

        (_, string output, _) = await RunAsync("itch-day", path, "--messages", "5000", "--symbols", "3", "--date", "2025-12-31");

        Assert.Contains($"replay {path} --date 2025-12-31", output);
    }

    [Fact]
    public async Task A_file_that_is_there_is_not_written_over()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "day");
        await File.WriteAllTextAsync(path, "mine");

        (int code, _, string error) = await RunAsync("itch-day", path, "--messages", "5000", "--symbols", "3");

        Assert.Equal(ExitCode.Failure, code);
        Assert.Contains("exists", error);
        Assert.Equal("mine", await File.ReadAllTextAsync(path));
    }

    [Theory]
    [InlineData("--symbols", "0")]
    [InlineData("--symbols", "10001")]
    [InlineData("--messages", "100")]
    [InlineData("--date", "yesterday")]
    public async Task What_makes_no_sense_is_refused(params string[] options)
    {
        (int code, _, string error) = await RunAsync(["itch-day", "nowhere", .. options]);

        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains(options[0], error);
        Assert.False(File.Exists("nowhere"));
    }

    [Fact]
    public async Task Half_a_day_is_not_left_behind()
    {
        using var folder = new TemporaryFolder();
        string path = Path.Combine(folder.Path, "day");
        using var interruption = new Interruption();
        interruption.Request();
        using var output = new StringWriter();

        int code = await FeedsCommandLine.RunAsync(["itch-day", path, "--messages", "500000"], output, output, interruption);

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.False(File.Exists(path));
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        using var interruption = new Interruption();
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = await FeedsCommandLine.RunAsync(args, output, error, interruption);
        return (code, output.ToString(), error.ToString());
    }
}
