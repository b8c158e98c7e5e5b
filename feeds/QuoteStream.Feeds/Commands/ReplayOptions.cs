using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QuoteStream.Feeds.Adapters;
using QuoteStream.Feeds.Publishing;

namespace QuoteStream.Feeds.Commands;

/// <summary>The options that say what of a recording is played, when, and how well the line carries it.</summary>
internal sealed class ReplayOptions
{
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

    private readonly Option<RecordedTime?> _from = new("--from")
    {
        Description =
            """
            Where to begin: a time of day at the venue, 9:30 or 9:30:00.5, of the recording's first day; or an instant,
            2017-07-10T13:30:00Z. Books are built from the start, and status and reference data from before are sent.
            """,
        HelpName = "time",
        CustomParser = Time,
    };

    private readonly Option<RecordedTime?> _to = new("--to") { Description = "Where to end, likewise.", HelpName = "time", CustomParser = Time };

    private readonly Option<SymbolFilter?> _symbols = new("--symbols")
    {
        Description = "Only these, as the feed writes them, with commas between. Ticks are then counted: they no longer have the venue's numbers.",
        HelpName = "list",
        CustomParser = result =>
        {
            string[] symbols = result.Tokens[0].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (symbols.Length is 0 or > SymbolFilter.MaxSymbols || Array.Exists(symbols, s => s.Length > 32 || !s.All(c => c is > ' ' and <= '~')))
            {
                result.AddError("--symbols: 1 to 32 ASCII characters each, with commas between.");
                return null;
            }

            return new SymbolFilter(symbols);
        },
    };

    private readonly Option<bool> _loop = new("--loop") { Description = "Begin again at the end, as a new session, until Ctrl-C." };

    private readonly Option<bool> _asNow = new("--as-now")
    {
        Description = "Each tick's time becomes the moment at which it is due, so that a recording passes for a live feed.",
    };

    private readonly Option<double> _drop = new("--drop")
    {
        Description = $"The share of packets (up to {FaultyLine.TicksPerPacket} ticks each) that the line loses: 0.01 or 1%.", HelpName = "share", CustomParser = Share,
    };

    private readonly Option<double> _duplicate = new("--duplicate")
    {
        Description = "The share of packets that it carries twice.", HelpName = "share", CustomParser = Share,
    };

    private readonly Option<int> _reorder = new("--reorder")
    {
        Description = $"One packet in ten comes late, behind up to so many others, but at most {FaultyLine.LatestBy.TotalMilliseconds:0} ms.",
        HelpName = "packets",
        CustomParser = result =>
        {
            bool isNumber = int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out int packets);
            if (!isNumber || packets is < 1 or > FaultRates.MostPacketsLate)
            {
                result.AddError($"--reorder {result.Tokens[0].Value}: 1 to {FaultRates.MostPacketsLate} packets.");
            }

            return packets;
        },
    };

    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "Which packets --drop, --duplicate and --reorder strike: give two lines different ones. [default: 1]", HelpName = "number",
    };

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _speed, _from, _to, _symbols, _loop, _asNow, _drop, _duplicate, _reorder, _seed })
        {
            command.Options.Add(option);
        }
    }

    public PlaybackSpeed Speed(ParseResult parsed) => parsed.GetValue(_speed);

    public bool Loop(ParseResult parsed) => parsed.GetValue(_loop);

    /// <summary>What options mean together can be asked only when each for itself makes sense.</summary>
    public void Check(ParseResult parsed)
    {
        if (parsed.GetValue(_from) is { } from && parsed.GetValue(_to) is { } to && from.IsNotBefore(to))
        {
            throw new CommandException("--to: has to be later than --from.", ExitCode.Usage);
        }

        if (parsed.GetValue(_seed) is not null && Faults(parsed) is null)
        {
            throw new CommandException("--seed: only says which packets --drop, --duplicate or --reorder strike.", ExitCode.Usage);
        }
    }

    /// <summary>A line that carries packets as badly as was asked for; null: one that is sound.</summary>
    public FaultyLine? Faults(ParseResult parsed)
    {
        var rates = new FaultRates
        {
            Drop = parsed.GetValue(_drop),
            Duplicate = parsed.GetValue(_duplicate),
            Reorder = parsed.GetValue(_reorder),
            Seed = parsed.GetValue(_seed) ?? 1,
        };
        return rates is { Drop: 0, Duplicate: 0, Reorder: 0 } ? null : new FaultyLine(rates, TimeProvider.System);
    }

    public ReplaySelection Selection(ParseResult parsed, VenuePace pace) => new()
    {
        Symbols = parsed.GetValue(_symbols),
        From = parsed.GetValue(_from),
        To = parsed.GetValue(_to),
        NowBy = parsed.GetValue(_asNow) ? pace : null,
    };

    private static RecordedTime? Time(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (RecordedTime.TryParse(text, out RecordedTime time))
        {
            return time;
        }

        result.AddError($"\"{text}\" is no time: 9:30, 9:30:00.5 or 2017-07-10T13:30:00Z.");
        return null;
    }

    private static double Share(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        bool isPercent = text.EndsWith('%');
        bool isNumber = double.TryParse(
            isPercent ? text[..^1] : text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number);
        double share = isPercent ? number / 100 : number;
        if (!isNumber || share is <= 0 or >= 1)
        {
            result.AddError($"\"{text}\" is no share of packets: above 0 and below 1, as 0.01 or 1%.");
            return 0;
        }

        return share;
    }
}
