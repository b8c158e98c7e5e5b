using System.CommandLine;
using System.IO.Compression;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Itch;
using QuoteStream.Feeds.Itch.Generation;
using Spectre.Console;

namespace QuoteStream.Feeds.Commands;

/// <summary>itch-day OUT: writes a made-up day of the venue's full-depth feed, for load tests and for who has no recording.</summary>
internal sealed class ItchDayCommand
{
    private const string Description =
        "Write a made-up day of TotalView-ITCH 5.0: directory, order flow over full books, crosses, pauses, all valid and the same for a seed.";

    // Some progress at this many messages: a tenth of a second of work.
    private const int MessagesPerStep = 100_000;

    private static readonly DateOnly DefaultDay = new(2026, 1, 5);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250);

    private readonly Argument<string> _out = new("OUT")
    {
        Description = "The new file; compressed where its name ends in .gz.",
    };

    private readonly Option<int> _symbols = new("--symbols")
    {
        Description = $"How many: S0, S1..., 1 to {ItchDayOptions.MaxSymbols:N0}.",
        DefaultValueFactory = _ => new ItchDayOptions().Symbols,
        HelpName = "number",
    };

    private readonly Option<long> _messages = new("--messages")
    {
        Description = "How many messages, about 33 bytes each.",
        DefaultValueFactory = _ => new ItchDayOptions().Messages,
        HelpName = "number",
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "The same seed, symbols and messages give the same file.", DefaultValueFactory = _ => 1, HelpName = "number",
    };

    // Without a default of its own: the help would show that as the machine's language writes dates, and not as it is typed.
    private readonly Option<DateOnly?> _date = new("--date")
    {
        Description = "The trade date of a capture, as 2026-01-05, which is the default; a file of messages has none inside.",
        HelpName = "date",
        CustomParser = OpeningOptions.Day,
    };

    private readonly Option<bool> _mold = new("--mold") { Description = "A capture (pcap) of MoldUDP64 packets, as they come over the wire." };
    private readonly FeedConsole _console;
    private readonly Interruption _interruption;
    private long _written;

    private ItchDayCommand(FeedConsole console, Interruption interruption)
    {
        _console = console;
        _interruption = interruption;
    }

    public static Command Create(FeedConsole console, Interruption interruption)
    {
        var day = new ItchDayCommand(console, interruption);
        day._symbols.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > ItchDayOptions.MaxSymbols)
            {
                result.AddError($"--symbols: 1 to {ItchDayOptions.MaxSymbols:N0}.");
            }
        });
        var command = new Command("itch-day", Description);
        command.Arguments.Add(day._out);
        command.Options.Add(day._symbols);
        command.Options.Add(day._messages);
        command.Options.Add(day._seed);
        command.Options.Add(day._date);
        command.Options.Add(day._mold);
        command.SetAction(day.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed)
    {
        var options = new ItchDayOptions
        {
            Symbols = parsed.GetValue(_symbols),
            Messages = parsed.GetValue(_messages),
            Seed = parsed.GetValue(_seed),
        };
        if (options.Messages < options.LeastMessages || options.Messages > ItchDayOptions.MaxMessages)
        {
            throw new CommandException(
                $"--messages: {options.LeastMessages:N0} (for {options.Symbols:N0} symbols) to {ItchDayOptions.MaxMessages:N0}.", ExitCode.Usage);
        }

        string path = parsed.GetRequiredValue(_out);
        DateOnly date = parsed.GetValue(_date) ?? DefaultDay;
        bool isMold = parsed.GetValue(_mold);
        try
        {
            bool isWhole = await ShowAsync(Task.Run(() => Write(path, options, date, isMold)), options.Messages);
            if (!isWhole)
            {
                return ExitCode.Interrupted;
            }
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or FeedFormatException)
        {
            throw new CommandException($"{path}: {failed.Message}");
        }

        string told = isMold || ItchDay.FromName(Path.GetFileName(path)) is not null ? "" : $" --date {date:yyyy-MM-dd}";
        await new FeedFigures()
            .Add("messages", options.Messages)
            .Add("bytes", new FileInfo(path).Length)
            .Add("play it with", $"replay {path}{told}")
            .WriteAsync(_console.Output);
        return ExitCode.Success;
    }

    /// <summary>False when it was interrupted: then there is no file.</summary>
    private bool Write(string path, ItchDayOptions options, DateOnly date, bool isMold)
    {
        bool isWhole = false;
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        try
        {
            using Stream target = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionLevel.Fastest) : file;
            IItchTarget messages = isMold ? new MoldCapture(target, ItchDay.MidnightNanos(date)) : new ItchDayFile(target);
            isWhole = Write(new GeneratedItchDay(options), messages);
        }
        finally
        {
            file.Dispose();
            if (!isWhole)
            {
                // Half a day looks like a whole one to whoever finds it.
                File.Delete(path);
            }
        }

        return isWhole;
    }

    private bool Write(GeneratedItchDay day, IItchTarget target)
    {
        long written = 0;
        foreach (ReadOnlyMemory<byte> message in day.Messages())
        {
            target.Write(message.Span);
            written++;
            if (written % MessagesPerStep == 0)
            {
                // The display's thread must see it now and then, and never half of it.
                Volatile.Write(ref _written, written);
                if (_interruption.Stop.IsCancellationRequested)
                {
                    return false;
                }
            }
        }

        target.Complete();
        return true;
    }

    private async Task<bool> ShowAsync(Task<bool> writing, long messages)
    {
        if (_console.Terminal is not { } terminal)
        {
            return await writing;
        }

        await terminal.Progress().AutoClear(true).StartAsync(async context =>
        {
            ProgressTask line = context.AddTask("messages", maxValue: messages);
            while (!writing.IsCompleted)
            {
                await Task.WhenAny(writing, Task.Delay(ProgressInterval));

                // As written above, by the other thread.
                line.Value = Volatile.Read(ref _written);
            }
        });
        return await writing;
    }
}
