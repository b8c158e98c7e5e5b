using System.CommandLine;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Captures;
using QuoteStream.Feeds.Iex;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Commands;

/// <summary>replay FILE: publishes a venue's recorded feed.</summary>
internal sealed class ReplayCommand
{
    private const string Description = "Publish a venue's recorded feed: IEX TOPS 1.5 or 1.6 in a capture.";

    private readonly Argument<string> _file = new("FILE")
    {
        Description =
            """
            The capture: pcap or pcapng, plain or compressed with gzip. The feed's message numbers become the ticks' numbers, so that
            holes in it show as gaps, and two recordings of one feed can be played as lines A and B. Messages that no tick can carry
            are sent as ticks that change nothing.
            """,
    };

    private readonly Option<PlaybackSpeed> _speed = new("--speed")
    {
        Description = "How fast the venue's clock runs: 1 as recorded, 10, 0.5..., or max. A silence is cut short after a minute.",
        DefaultValueFactory = _ => PlaybackSpeed.AsRecorded,
        HelpName = "1|10|max",
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (!PlaybackSpeed.TryParse(text, out PlaybackSpeed speed))
            {
                result.AddError($"--speed {text}: a number from {PlaybackSpeed.LowestFactor} to {PlaybackSpeed.HighestFactor:0}, or max.");
            }

            return speed;
        },
    };

    private readonly Option<bool> _loop = new("--loop") { Description = "Begin again at the end, as a new session, until Ctrl-C." };

    private readonly Option<bool> _skipTestSymbols = new("--skip-test-symbols")
    {
        Description = "Leave out the exchange's test symbols (ZIEXT and the like), which are published as they were recorded otherwise.",
    };

    private readonly PublishingOptions _publishing = new("iex-tops");
    private readonly FeedConsole _console;
    private readonly Interruption _interruption;

    // Read by the display's thread: which capture is open changes with each round.
    private volatile CaptureReader? _capture;

    private ReplayCommand(FeedConsole console, Interruption interruption)
    {
        _console = console;
        _interruption = interruption;
    }

    public static Command Create(FeedConsole console, Interruption interruption)
    {
        var replay = new ReplayCommand(console, interruption);
        var command = new Command("replay", Description);
        command.Arguments.Add(replay._file);
        command.Options.Add(replay._speed);
        command.Options.Add(replay._loop);
        command.Options.Add(replay._skipTestSymbols);
        replay._publishing.AddTo(command);
        command.SetAction(replay.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        string file = parsed.GetRequiredValue(_file);
        bool loop = parsed.GetValue(_loop);
        PlaybackSpeed speed = parsed.GetValue(_speed);
        FeedPublisherOptions options = _publishing.Read(parsed);
        var publication = new Publication(options, _interruption);
        var progress = new FeedProgress(_console, publication, () => _capture?.ReadShare ?? 0);
        var summary = new FeedSummary();
        try
        {
            int round = 0;
            while (true)
            {
                round++;
                using TopsFeed feed = Open(file, parsed.GetValue(_skipTestSymbols), out CaptureReader capture);
                _capture = capture;
                VenuePace pace = VenuePace.Recorded(speed, options.TimeProvider);
                FeedRunEnd end = await progress.ShowAsync(() => publication.PublishAsync(feed, pace, round, _interruption.Stop));
                summary = loop ? new FeedSummary().Add("rounds", round) : Describe(feed, capture);
                if (end == FeedRunEnd.Stopped)
                {
                    return loop ? ExitCode.Success : ExitCode.Interrupted;
                }

                RequireMessages(feed, file);
                if (capture.End == CaptureEnd.Damaged)
                {
                    throw new CommandException($"{file}: damaged {capture.EndDetail}.");
                }

                if (capture.End == CaptureEnd.CutShort && round == 1)
                {
                    await _console.Error.WriteLineAsync($"The recording is not whole: {capture.EndDetail}.");
                }

                if (!loop)
                {
                    return ExitCode.Success;
                }
            }
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CaptureFormatException)
        {
            throw new CommandException($"{file}: {unreadable.Message}");
        }
        finally
        {
            if (publication.Totals.Sent > 0)
            {
                await summary.Add(publication).WriteAsync(_console.Output);
            }
        }
    }

    private static TopsFeed Open(string file, bool skipTestSymbols, out CaptureReader capture)
    {
        capture = CaptureFile.Open(file);
        return new TopsFeed(capture, skipTestSymbols);
    }

    private static void RequireMessages(TopsFeed feed, string file)
    {
        if (feed.Counts.Messages > 0)
        {
            return;
        }

        throw new CommandException(feed.OtherProtocol is { } other
            ? $"{file} holds {other}, which is not read here: TOPS 1.5 and 1.6 are."
            : $"{file} holds no IEX TOPS messages.");
    }

    private static FeedSummary Describe(TopsFeed feed, CaptureReader capture)
    {
        TopsCounts counts = feed.Counts;
        var summary = new FeedSummary();
        summary.Add("capture", $"{capture.Format}, {feed.Protocol ?? "no feed"}").Add("packets", capture.PacketCount);
        foreach (FrameVerdict verdict in Enum.GetValues<FrameVerdict>().Where(v => v != FrameVerdict.Udp))
        {
            summary.AddUnlessZero($"  {NameOf(verdict)}", counts.FramesOf(verdict));
        }

        summary
            .AddUnlessZero("  not IEX-TP", counts.OtherDatagrams)
            .AddUnlessZero("  of other feeds", counts.OtherSegments)
            .AddUnlessZero("  malformed segments", counts.MalformedSegments)
            .AddUnlessZero("  repeated segments", counts.RepeatedSegments)
            .Add("messages", counts.Messages);
        foreach ((byte type, long count) in counts.MessagesByType)
        {
            summary.Add($"  {TopsMessageType.NameOf(type)}", count);
        }

        return summary
            .AddUnlessZero("  malformed", counts.MalformedMessages)
            .AddUnlessZero("  without a tick", counts.HeldNumbers)
            .AddUnlessZero("  of test symbols", counts.SkippedTestSymbolMessages)
            .AddUnlessZero("gaps in the recording", counts.Gaps)
            .AddUnlessZero("messages missing", (long)Math.Min(counts.MissingMessages, long.MaxValue));
    }

    private static string NameOf(FrameVerdict verdict) => verdict switch
    {
        FrameVerdict.NotEthernet => "not Ethernet",
        FrameVerdict.NotIpv4 => "not IPv4",
        FrameVerdict.NotUdp => "not UDP",
        FrameVerdict.Fragment => "IP fragments",
        _ => "malformed",
    };
}
