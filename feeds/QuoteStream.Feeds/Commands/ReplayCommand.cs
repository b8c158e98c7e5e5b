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
            The recording: plain, gzip, or a zip with one file. By its content it is known to be one of
            {FeedFormats.List()}
            Where the feed numbers its messages, these are the ticks' numbers, so that holes in it show as gaps, and two recordings of one feed
            can be played as lines A and B; messages that no tick can carry are sent as ticks that change nothing.
            """,
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ReplayOptions _replaying = new();
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
        replay._replaying.AddTo(command);
        replay._opening.AddTo(command);
        replay._publishing.AddTo(command);
        command.SetAction(replay.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        string[] paths = parsed.GetRequiredValue(_files);
        _replaying.Check(parsed);
        try
        {
            FeedFile[] files = OpeningOptions.Open(paths);
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
        bool loop = _replaying.Loop(parsed);
        var publication = new Publication(options, _interruption, _replaying.Faults(parsed));
        var progress = new FeedProgress(_console, publication, () => _decoder?.ReadShare ?? 0);
        var summary = new FeedFigures();
        try
        {
            for (int round = 1; true; round++)
            {
                using FeedDecoder decoder = format.Open(files, _opening.Read(parsed));
                _decoder = decoder;
                VenuePace pace = VenuePace.Recorded(_replaying.Speed(parsed), options.TimeProvider, await BeginOfAsync(options));
                using var ticks = new DecodedTicks(decoder, _replaying.Selection(parsed, pace));
                FeedRunEnd end = await progress.ShowAsync(() => publication.PublishAsync(ticks, pace, round, _interruption.Stop));
                summary = loop ? new FeedFigures().Add("rounds", round) : ticks.Describe();
                if (end == FeedRunEnd.Stopped)
                {
                    return loop ? ExitCode.Success : ExitCode.Interrupted;
                }

                if (publication.Totals.Sent == 0)
                {
                    throw new FeedFormatException($"{decoder.EndDetail ?? NothingIn(decoder, ticks, format)}.");
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

    /// <summary>Null, at once, where no other line plays the same.</summary>
    private async Task<DateTimeOffset?> BeginOfAsync(FeedPublisherOptions options)
    {
        if (options.Line.Length == 0)
        {
            return null;
        }

        DateTimeOffset begin = LineStart.Next(options.TimeProvider.GetUtcNow());
        await _console.Error.WriteLineAsync($"Line {options.Line} begins at {begin:HH:mm:ss} UTC, to be in step with the other line.");
        return begin;
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

    private static string NothingIn(FeedDecoder decoder, DecodedTicks ticks, IFeedFormat format) => decoder.TimeNanos switch
    {
        0 => $"It holds no messages of the format {format.Name}",
        _ when ticks.Messages == 0 || ticks.Unselected + ticks.Early > 0 => "None of its ticks is of the symbols and times that were asked for",
        _ => "It holds nothing that a tick could carry",
    };
}
