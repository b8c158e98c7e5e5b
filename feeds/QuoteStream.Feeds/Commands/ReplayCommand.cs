using System.CommandLine;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Commands;

/// <summary>replay FILE...: publishes a venue's recorded feed.</summary>
internal sealed class ReplayCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description =
            $"""
            The recording. Understood are {FeedFormats.Understood()}.
            Where the feed numbers its messages, these are the ticks' numbers, so that holes in it show as gaps, and two recordings of one feed
            can be played as lines A and B; messages that no tick can carry are sent as ticks that change nothing.
            """,
        Arity = ArgumentArity.OneOrMore,
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
    private readonly OpeningOptions _opening = new();
    private readonly PublishingOptions _publishing = new(defaultProvider: null);
    private readonly FeedConsole _console;
    private readonly Interruption _interruption;

    // Read by the display's thread: which recording is open changes with each round.
    private volatile FeedDecoder? _decoder;

    private ReplayCommand(FeedConsole console, Interruption interruption)
    {
        _console = console;
        _interruption = interruption;
    }

    public static Command Create(FeedConsole console, Interruption interruption)
    {
        var replay = new ReplayCommand(console, interruption);
        var command = new Command("replay", "Publish a venue's recorded feed.");
        command.Arguments.Add(replay._files);
        command.Options.Add(replay._speed);
        command.Options.Add(replay._loop);
        replay._opening.AddTo(command);
        replay._publishing.AddTo(command);
        command.SetAction(replay.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        string[] paths = parsed.GetRequiredValue(_files);
        try
        {
            FeedFile[] files = [.. paths.Select(Open)];
            IFeedFormat format = _opening.FormatOf(parsed, files);
            FeedPublisherOptions options = _publishing.Read(parsed);
            options = options.Provider.Length > 0 ? options : options with { Provider = format.Name };
            return await RunAsync(parsed, format, files, options);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FeedFormatException)
        {
            throw new CommandException($"{string.Join(", ", paths)}: {unreadable.Message}");
        }
    }

    private async Task<int> RunAsync(ParseResult parsed, IFeedFormat format, FeedFile[] files, FeedPublisherOptions options)
    {
        bool loop = parsed.GetValue(_loop);
        var publication = new Publication(options, _interruption);
        var progress = new FeedProgress(_console, publication, () => _decoder?.ReadShare ?? 0);
        var summary = new FeedFigures();
        try
        {
            for (int round = 1; true; round++)
            {
                using FeedDecoder decoder = format.Open(files, _opening.Read(parsed));
                _decoder = decoder;
                using var ticks = new DecodedTicks(decoder);
                VenuePace pace = VenuePace.Recorded(parsed.GetValue(_speed), options.TimeProvider);
                FeedRunEnd end = await progress.ShowAsync(() => publication.PublishAsync(ticks, pace, round, _interruption.Stop));
                summary = loop ? new FeedFigures().Add("rounds", round) : Describe(decoder, ticks);
                if (end == FeedRunEnd.Stopped)
                {
                    return loop ? ExitCode.Success : ExitCode.Interrupted;
                }

                if (publication.Totals.Sent == 0)
                {
                    throw new FeedFormatException($"{decoder.EndDetail ?? "It holds nothing that a tick could carry"}.");
                }

                await TellEndAsync(decoder, round);
                if (!loop)
                {
                    return ExitCode.Success;
                }
            }
        }
        finally
        {
            if (publication.Totals.Sent > 0)
            {
                await summary.Add(publication).WriteAsync(_console.Output);
            }
        }
    }

    private static FeedFile Open(string path)
    {
        try
        {
            return FeedFile.Open(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FeedFormatException)
        {
            throw new CommandException($"{path}: {unreadable.Message}");
        }
    }

    private async Task TellEndAsync(FeedDecoder decoder, int round)
    {
        if (decoder.Ending == RecordingEnd.Damaged)
        {
            throw new FeedFormatException($"damaged {decoder.EndDetail}.");
        }

        if (decoder.Ending == RecordingEnd.CutShort && round == 1)
        {
            await _console.Error.WriteLineAsync($"The recording is not whole: {decoder.EndDetail}.");
        }
    }

    private static FeedFigures Describe(FeedDecoder decoder, DecodedTicks ticks)
    {
        var figures = new FeedFigures().Add("recording", decoder.Format);
        decoder.Describe(figures);
        return figures.AddUnlessZero("  without a tick", ticks.Held).AddUnlessZero("ticks not selected", ticks.Unselected);
    }
}
