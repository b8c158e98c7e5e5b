using System.CommandLine;
using System.Globalization;
using QuoteStream.Client.Feeds;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;
using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Feeds.Commands;

/// <summary>simulate: publishes a made-up market.</summary>
internal sealed class SimulateCommand
{
    private const string Description = "Publish a simulated market: quotes over several venues, trades, an opening, now and then a pause, a halt or a correction.";

    // A market that is encoded beforehand begins so much later, lest it should begin in arrears: longer than 20,000 symbols take.
    private static readonly TimeSpan EncodingTime = TimeSpan.FromSeconds(3);

    private readonly Option<SymbolSelection> _symbols = new("--symbols")
    {
        Description =
            $"How many (the most active of {WellKnownInstruments.All.Count} well-known ones, then SIM0, SIM1...), or which: AAPL,BTC-USD.",
        HelpName = "N|list",
        DefaultValueFactory = _ => SymbolSelection.Default,
        CustomParser = result =>
        {
            SymbolSelection? selection = SymbolSelection.Parse(result.Tokens[0].Value, out string? fault);
            if (selection is null)
            {
                result.AddError($"--symbols: {fault}");
            }

            return selection!;
        },
    };

    private readonly Option<string?> _prefix = new("--prefix")
    {
        Description = "With --symbols N: exactly the made-up symbols prefix0 to prefix(N-1), for load tests.",
        HelpName = "text",
    };

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "Ticks a second, of all symbols together and on average; or max.",
        HelpName = "number|max",
        DefaultValueFactory = _ => 450,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            if (text == "max")
            {
                return SimulatorOptions.HighestTicksPerSecond;
            }

            if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate)
                && rate is > 0 and < SimulatorOptions.HighestTicksPerSecond)
            {
                return rate;
            }

            result.AddError($"--rate {text}: a number above 0 and below {SimulatorOptions.HighestTicksPerSecond:N0}, or max.");
            return 0;
        },
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "The same seed, symbols, rate and start give the same ticks.", HelpName = "number", DefaultValueFactory = _ => 1,
    };

    private readonly Option<long> _count = new("--count")
    {
        Description = "End after so many ticks; by default it goes on until Ctrl-C.",
        HelpName = "ticks",
        CustomParser = result =>
        {
            if (!long.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count == 0)
            {
                result.AddError($"--count {result.Tokens[0].Value}: a whole number above 0.");
            }

            return count;
        },
    };

    private readonly Option<TimeSpan> _duration = new("--duration")
    {
        Description = "End after this time: 90s, 5m, 2h.",
        HelpName = "time",
        CustomParser = result =>
        {
            if (!DurationText.TryParse(result.Tokens[0].Value, out TimeSpan duration))
            {
                result.AddError($"--duration {result.Tokens[0].Value}: a time such as 90s, 5m or 2h.");
            }

            return duration;
        },
    };

    private readonly Option<TimeSpan> _day = new("--day")
    {
        Description = "A whole trading day of this length, 390m for a real one, with its close at the end. By default the market never closes.",
        HelpName = "time",
        CustomParser = result =>
        {
            if (!DurationText.TryParse(result.Tokens[0].Value, out TimeSpan day) || day > SimulatorOptions.LongestDay)
            {
                result.AddError($"--day {result.Tokens[0].Value}: a time such as 10m or 390m, at most a day.");
            }

            return day;
        },
    };

    private readonly Option<bool> _preEncoded = new("--pre-encoded")
    {
        Description =
            """
            For load tests: about a million ticks are encoded once and sent again and again, with times, numbers and trade ids that go
            on, so that a core can offer many million ticks a second.
            """,
    };

    private readonly Option<DateTimeOffset?> _start = new("--start")
    {
        Description = "When the market's clock begins, as 2026-01-05T14:30:00Z; by default now.",
        HelpName = "time",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(
                    result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset start)
                && start > DateTimeOffset.UnixEpoch && start.Year < 2100)
            {
                return start;
            }

            result.AddError($"--start {result.Tokens[0].Value}: a time such as 2026-01-05T14:30:00Z, after 1970 and before 2100.");
            return null;
        },
    };

    private readonly PublishingOptions _publishing = new(SimulationRunner.DefaultProvider);
    private readonly FeedConsole _console;
    private readonly Interruption _interruption;

    private SimulateCommand(FeedConsole console, Interruption interruption)
    {
        _console = console;
        _interruption = interruption;
    }

    public static Command Create(FeedConsole console, Interruption interruption)
    {
        var simulate = new SimulateCommand(console, interruption);
        var command = new Command("simulate", Description);
        command.Options.Add(simulate._symbols);
        command.Options.Add(simulate._prefix);
        command.Options.Add(simulate._rate);
        command.Options.Add(simulate._seed);
        command.Options.Add(simulate._count);
        command.Options.Add(simulate._duration);
        command.Options.Add(simulate._day);
        command.Options.Add(simulate._preEncoded);
        command.Options.Add(simulate._start);
        simulate._publishing.AddTo(command);
        command.SetAction(simulate.RunAsync);
        return command;
    }

    /// <summary>What options mean together can be asked only when each for itself makes sense.</summary>
    private void Check(ParseResult parsed)
    {
        string? prefix = parsed.GetValue(_prefix);
        if (prefix is not null && (parsed.GetRequiredValue(_symbols).Count == 0 || !SymbolSelection.IsSymbol(prefix)))
        {
            throw new CommandException("--prefix: A-Z, 0-9, '.' and '-', with --symbols and a number.", ExitCode.Usage);
        }

        if (parsed.GetRequiredValue(_publishing.Line).Length > 0 && parsed.GetValue(_start) is null)
        {
            throw new CommandException("--line: both lines need the same --start (and --seed, --symbols, --rate).", ExitCode.Usage);
        }

        if (parsed.GetValue(_preEncoded) && parsed.GetValue(_day) > TimeSpan.Zero)
        {
            throw new CommandException("--pre-encoded: a market that is sent again and again has no --day that ends.", ExitCode.Usage);
        }

        if (parsed.GetValue(_preEncoded) && parsed.GetRequiredValue(_publishing.Line).Length > 0 && IsMax(parsed))
        {
            throw new CommandException(
                "--line: at --rate max pre-encoded ticks have the time of their sending, which differs between lines.", ExitCode.Usage);
        }
    }

    private bool IsMax(ParseResult parsed) => parsed.GetValue(_rate) == SimulatorOptions.HighestTicksPerSecond;

    private async Task<int> RunAsync(ParseResult parsed)
    {
        Check(parsed);
        FeedPublisherOptions options = _publishing.Read(parsed);
        double rate = parsed.GetValue(_rate);
        bool isMax = IsMax(parsed);
        TimeSpan duration = parsed.GetValue(_duration);
        DateTimeOffset now = options.TimeProvider.GetUtcNow();
        DateTimeOffset begin = parsed.GetValue(_preEncoded) && !isMax ? now + EncodingTime : now;
        DateTimeOffset start = parsed.GetValue(_start) ?? begin;
        var simulation = new SimulatorOptions
        {
            Instruments = parsed.GetRequiredValue(_symbols).Select(parsed.GetValue(_prefix)),
            TicksPerSecond = rate,
            Seed = parsed.GetValue(_seed),
            StartNanos = (ulong)(start - DateTimeOffset.UnixEpoch).Ticks * 100,
            MaxTicks = parsed.GetValue(_count),

            // At "max" the market's clock has nothing to do with ours, and it is ours that is meant.
            Duration = isMax ? TimeSpan.Zero : duration,
            DayLength = parsed.GetValue(_day),
        };
        ITickSource exchange = parsed.GetValue(_preEncoded)
            ? new PreEncodedExchange(simulation, isMax ? options.TimeProvider : null)
            : new SimulatedExchange(simulation);
        VenuePace pace = isMax
            ? VenuePace.Recorded(PlaybackSpeed.Max, options.TimeProvider)
            : VenuePace.Live(simulation.StartNanos, begin, options.TimeProvider);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(_interruption.Stop);
        if (isMax && duration > TimeSpan.Zero)
        {
            stop.CancelAfter(duration);
        }

        var publication = new Publication(options, _interruption);
        try
        {
            await new FeedProgress(_console, publication, share: null).ShowAsync(
                () => publication.PublishAsync(exchange, pace, round: 1, stop.Token));
        }
        finally
        {
            if (publication.Totals.Sent > 0)
            {
                await new FeedFigures()
                    .Add("symbols", simulation.Instruments.Count)
                    .Add("seed", $"{simulation.Seed}")
                    .Add(publication)
                    .WriteAsync(_console.Output);
            }
        }

        bool hasEnd = duration > TimeSpan.Zero || simulation.MaxTicks > 0 || simulation.DayLength > TimeSpan.Zero;
        return hasEnd && _interruption.Stop.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Success;
    }
}
