using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Commands;

/// <summary>inspect FILE...: reads a recorded feed to its end without a server, and says what is in it and what its reading costs.</summary>
internal sealed class InspectCommand
{
    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "The recording, or the recordings that are merged: as with replay.", Arity = ArgumentArity.OneOrMore,
    };

    private readonly OpeningOptions _opening = new();
    private readonly FeedConsole _console;
    private readonly Interruption _interruption;

    private InspectCommand(FeedConsole console, Interruption interruption)
    {
        _console = console;
        _interruption = interruption;
    }

    public static Command Create(FeedConsole console, Interruption interruption)
    {
        var inspect = new InspectCommand(console, interruption);
        var command = new Command("inspect", "Read a venue's recorded feed without publishing it: what it holds, and how fast it is read.");
        command.Arguments.Add(inspect._files);
        inspect._opening.AddTo(command);
        command.SetAction(inspect.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        string[] paths = parsed.GetRequiredValue(_files);
        try
        {
            FeedFile[] files = OpeningOptions.Open(paths);
            IFeedFormat format = _opening.FormatOf(parsed, files);
            using FeedDecoder decoder = format.Open(files, _opening.Read(parsed));
            using var ticks = new DecodedTicks(decoder);
            FeedFigures figures = Read(decoder, ticks);
            await figures.WriteAsync(_console.Output);
            if (_interruption.Stop.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }

            if (decoder is { EndDetail: null } && ticks.Messages == 0)
            {
                throw new FeedFormatException($"It holds no messages of the format {format.Name}.");
            }

            if (decoder.EndDetail is { } detail)
            {
                await _console.Error.WriteLineAsync(decoder.Ending == RecordingEnd.Whole ? $"{detail}." : $"The recording is not whole: {detail}.");
            }

            return decoder.Ending == RecordingEnd.Damaged ? ExitCode.Failure : ExitCode.Success;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or FeedFormatException)
        {
            throw new CommandException($"{string.Join(", ", paths)}: {unreadable.Message}");
        }
    }

    private FeedFigures Read(FeedDecoder decoder, DecodedTicks ticks)
    {
        var batch = new TickBatch();
        long count = 0;
        long bytes = 0;
        ulong first = ticks.Read(batch, maxTicks: 1, untilVenueTimeNanos: 0).NextVenueTimeNanos;
        ulong last = first;
        long started = Stopwatch.GetTimestamp();
        TickReadingEnd end = TickReadingEnd.BatchFull;
        while (end != TickReadingEnd.EndOfTicks && !_interruption.Stop.IsCancellationRequested)
        {
            batch.Clear();
            TickReading reading = ticks.Read(batch, FeedRun.MaxTicksPerMessage, ulong.MaxValue);
            end = reading.End;
            count += batch.Count;
            bytes += batch.Count == 0 ? 0 : batch.ByteCount;
            last = Math.Max(last, reading.NextVenueTimeNanos);
        }

        double seconds = Math.Max(Stopwatch.GetElapsedTime(started).TotalSeconds, 1e-6);
        FeedFigures figures = ticks.Describe();
        return ticks.Messages == 0 ? figures : figures
            .Add(ticks.Sessions == 1 ? "session" : "last session", decoder.SessionName)
            .Add("venue time", $"{FeedSummary.VenueTime(first)} to {FeedSummary.VenueTime(last)}")
            .Add("ticks", count)
            .Add("bytes a message", ((double)bytes / ticks.Messages).ToString("N1", CultureInfo.InvariantCulture))
            .Add("read in", string.Create(CultureInfo.InvariantCulture, $"{seconds:N2} s, {ticks.Messages / seconds:N0} messages/s"));
    }
}
