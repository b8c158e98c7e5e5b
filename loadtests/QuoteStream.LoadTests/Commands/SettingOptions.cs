using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QuoteStream.LoadTests.Scenarios;

namespace QuoteStream.LoadTests.Commands;

/// <summary>How large a scenario is to be, on the command line.</summary>
internal sealed class SettingOptions
{
    // One process has so many sockets and its machine so much memory; a mistyped number should not find that out.
    private const int MaxStreams = 100_000;
    private const int MaxSymbols = 100_000;
    private const double MaxTicksPerSecond = 10_000_000;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private readonly Option<int> _streams;
    private readonly Option<int> _symbols;
    private readonly Option<int> _symbolsPerStream;
    private readonly Option<double> _ticks;
    private readonly Option<string> _maxRate;
    private readonly Option<TimeSpan> _duration;
    private readonly Option<TimeSpan> _ramp;
    private readonly Option<double> _rate;
    private readonly Option<ulong> _seed;

    public SettingOptions(LoadSettings defaults)
    {
        _streams = Whole("--streams", "Streams, clients or providers.", defaults.Streams, 1, MaxStreams);
        _symbols = Whole("--symbols", "Symbols that are published.", defaults.Symbols, 1, MaxSymbols);
        _symbolsPerStream = Whole("--symbols-per-stream", "Symbols that each stream follows.", defaults.SymbolsPerStream, 0, MaxSymbols);
        _ticks = Number("--ticks", "Ticks a second, of all symbols together.", defaults.TicksPerSecond, MaxTicksPerSecond);
        _rate = Number("--rate", "Arrivals, or whatever the scenario does again and again, a second.", defaults.Rate, MaxTicksPerSecond);
        _duration = Time("--duration", "How long is measured, behind the ramp: 90s, 5m, 2h.", defaults.Duration);
        _ramp = Time("--ramp", "Over which the streams are opened: 10s.", defaults.Ramp);
        _seed = new Option<ulong>("--seed") { Description = "What is drawn comes again with it.", HelpName = "number", DefaultValueFactory = _ => defaults.Seed };
        _maxRate = new Option<string>("--max-rate")
        {
            Description = "Quotes a second of each symbol that a stream asks for: 4, 0.5 or max.", HelpName = "number|max", DefaultValueFactory = _ => defaults.MaxRate,
        };
        _maxRate.Validators.Add(result =>
        {
            string text = result.GetValueOrDefault<string>() ?? "";
            if (text != "max" && !(double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double rate) && rate > 0))
            {
                result.AddError($"--max-rate {text}: a number above 0, or max.");
            }
        });
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { _streams, _symbols, _symbolsPerStream, _ticks, _maxRate, _rate, _duration, _ramp, _seed })
        {
            command.Options.Add(option);
        }
    }

    public LoadSettings Read(ParseResult parsed) => new()
    {
        Streams = parsed.GetValue(_streams),
        Symbols = parsed.GetValue(_symbols),
        SymbolsPerStream = parsed.GetValue(_symbolsPerStream),
        TicksPerSecond = parsed.GetValue(_ticks),
        MaxRate = parsed.GetRequiredValue(_maxRate),
        Duration = parsed.GetValue(_duration),
        Ramp = parsed.GetValue(_ramp),
        Rate = parsed.GetValue(_rate),
        Seed = parsed.GetValue(_seed),
    };

    private static Option<int> Whole(string name, string description, int byDefault, int least, int most) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result => int.TryParse(Text(result), NumberStyles.AllowThousands, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : Refuse<int>(result, $"{name} {Text(result)}: a whole number from {least:N0} to {most:N0}."),
    };

    private static Option<double> Number(string name, string description, double byDefault, double most) => new(name)
    {
        Description = description,
        HelpName = "number",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result => double.TryParse(Text(result), NumberStyles.Number, CultureInfo.InvariantCulture, out double number) && number > 0 && number <= most
            ? number
            : Refuse<double>(result, $"{name} {Text(result)}: a number above 0, at most {most:N0}."),
    };

    private static Option<TimeSpan> Time(string name, string description, TimeSpan byDefault) => new(name)
    {
        Description = description,
        HelpName = "time",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result => TryParse(Text(result), out TimeSpan time) && time > TimeSpan.Zero && time <= Longest
            ? time
            : Refuse<TimeSpan>(result, $"{name} {Text(result)}: a time such as 500ms, 90s, 5m or 2h, at most 7d."),
    };

    private static bool TryParse(string text, out TimeSpan time)
    {
        (string Suffix, double Seconds)[] units = [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86_400)];
        foreach ((string suffix, double seconds) in units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal)
                && double.TryParse(text[..^suffix.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number)
                && number * seconds <= Longest.TotalSeconds)
            {
                time = TimeSpan.FromSeconds(number * seconds);
                return true;
            }
        }

        time = TimeSpan.Zero;
        return false;
    }

    private static string Text(ArgumentResult result) => result.Tokens[0].Value;

    private static T Refuse<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default!;
    }
}
