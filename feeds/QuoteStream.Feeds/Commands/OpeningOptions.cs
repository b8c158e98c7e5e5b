using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using QuoteStream.Feeds.Adapters;

namespace QuoteStream.Feeds.Commands;

/// <summary>The options that say what a recording is, where it does not tell itself.</summary>
internal sealed class OpeningOptions
{
    // Market data is not older, and nanoseconds since the epoch go on for longer.
    private const int FirstYear = 1980;
    private const int LastYear = 2099;

    private readonly Option<string?> _format = new("--format")
    {
        Description = "What the file is, where its content does not tell: " + string.Join(", ", FeedFormats.All.Select(f => f.Name)) + ".",
        HelpName = "name",
    };

    private readonly Option<DateOnly?> _date = new("--date")
    {
        Description = "The trade date at the venue, as 2020-01-30, where neither the file nor its name tells it.",
        HelpName = "date",
        CustomParser = Day,
    };

    private readonly Option<string?> _venue = new("--venue")
    {
        Description = "The venue's market identifier code (ISO 10383), where its feed is not the usual one: XBOS for ITCH of Nasdaq BX.",
        HelpName = "mic",
    };

    private readonly Option<string?> _symbol = new("--symbol")
    {
        Description = "The symbol of a file that holds one symbol's ticks and does not name it.",
        HelpName = "symbol",
    };

    private readonly Option<bool> _skipTestSymbols = new("--skip-test-symbols")
    {
        Description = "Leave out the exchange's test symbols (ZIEXT and the like), which are published as they were recorded otherwise.",
    };

    public OpeningOptions()
    {
        _format.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } name && FeedFormats.Named(name) is null)
            {
                result.AddError($"--format {name}: one of {string.Join(", ", FeedFormats.All.Select(f => f.Name))}.");
            }
        });
        _venue.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } mic && !(mic.Length == 4 && mic.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c))))
            {
                result.AddError($"--venue {mic}: four characters of A-Z and 0-9, as XNAS.");
            }
        });
        _symbol.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string>() is { } symbol && (symbol.Length is 0 or > 32 || !symbol.All(c => c is > ' ' and <= '~')))
            {
                result.AddError("--symbol: 1 to 32 ASCII characters.");
            }
        });
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_format);
        command.Options.Add(_date);
        command.Options.Add(_venue);
        command.Options.Add(_symbol);
        command.Options.Add(_skipTestSymbols);
    }

    public FeedOpening Read(ParseResult parsed) => new()
    {
        Date = parsed.GetValue(_date),
        Venue = parsed.GetValue(_venue),
        Symbol = parsed.GetValue(_symbol),
        SkipTestSymbols = parsed.GetValue(_skipTestSymbols),
    };

    /// <summary>The files, in the order in which they were given.</summary>
    /// <exception cref="CommandException">One cannot be read: says which.</exception>
    public static FeedFile[] Open(string[] paths) => [.. paths.Select(Open)];

    /// <summary>What the files are: as the user says, or as they show.</summary>
    /// <exception cref="FeedFormatException">They are of no format, or of several.</exception>
    public IFeedFormat FormatOf(ParseResult parsed, IReadOnlyList<FeedFile> files)
    {
        IFeedFormat format = parsed.GetValue(_format) is { } name ? FeedFormats.Named(name)! : FeedFormats.Recognize(files[0]);
        if (files.Count > 1 && !format.MergesFiles)
        {
            throw new FeedFormatException($"{format.Name} is played from one file at a time.");
        }

        if (parsed.GetValue(_format) is null && files.Skip(1).FirstOrDefault(f => FeedFormats.Recognize(f) != format) is { } other)
        {
            throw new FeedFormatException($"{other.Name} is {FeedFormats.Recognize(other).Name}, {files[0].Name} is {format.Name}: one feed is of one kind.");
        }

        return format;
    }

    /// <summary>A date as the user types it; an error, and null, where it is none.</summary>
    internal static DateOnly? Day(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date)
            && date.Year is >= FirstYear and <= LastYear)
        {
            return date;
        }

        result.AddError($"--date {text}: a day such as 2020-01-30, from {FirstYear} to {LastYear}.");
        return null;
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
}
