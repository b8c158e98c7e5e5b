namespace QuoteStream.MarketData.Ticks;

/// <summary>Which venue codes there are, and in which country each venue is. Never changes: any thread.</summary>
/// <remarks>Hot path: <see cref="Contains"/>, once per tick that names its venue. Does not allocate.</remarks>
public sealed class VenueRegistry
{
    private const string Resource = "Venues.txt";
    private const int CountryLength = 2;

    // Slots to a code: most codes are then found where they are looked for first.
    private const int MinSlotsPerCode = 2;

    // By hash, with free slots between them, which are 0: no code is.
    private readonly uint[] _codes;
    private readonly string[] _countries;
    private readonly int _shift;

    private VenueRegistry(IReadOnlyCollection<(Mic Venue, string Country)> venues)
    {
        var bits = 1;
        while (1 << bits < venues.Count * MinSlotsPerCode)
        {
            bits++;
        }

        _shift = 32 - bits;
        _codes = new uint[1 << bits];
        _countries = new string[1 << bits];
        foreach (var (venue, country) in venues)
        {
            var slot = FindSlot(venue);
            _codes[slot] = venue.Code;
            _countries[slot] = country;
        }
    }

    /// <summary>Every code that the registry of ISO 10383 lists, or once listed.</summary>
    public static VenueRegistry Iso10383 { get; } = new([.. ReadResource()]);

    /// <summary>False for <see cref="Mic.None"/>, and for a code of anything else than capital letters and digits.</summary>
    public bool Contains(Mic venue) => _codes[FindSlot(venue)] == venue.Code && !venue.IsNone;

    /// <summary>ISO 3166 code of two letters; empty where the venue or its country is not known.</summary>
    public string CountryOf(Mic venue) => Contains(venue) ? _countries[FindSlot(venue)] : string.Empty;

    /// <summary>These venues and others.</summary>
    /// <param name="more">Codes, each with a colon and its country where that matters: <c>XQQX</c>, <c>XLTE:US</c>.</param>
    /// <exception cref="FormatException">With a sentence about the one at fault.</exception>
    public VenueRegistry With(IReadOnlyCollection<string> more) => more.Count == 0 ? this : new VenueRegistry([.. Venues(), .. more.Select(Read)]);

    private static (Mic Venue, string Country) Read(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var (code, country) = colon < 0 ? (text, string.Empty) : (text[..colon], text[(colon + 1)..]);
        var isCountry = colon < 0 || (country.Length == CountryLength && country.All(char.IsAsciiLetterUpper));
        return Mic.TryParse(code, out var venue) && isCountry
            ? (venue, country)
            : throw new FormatException($"'{text}' is not a venue code of four characters A-Z and 0-9, alone or with its country as in XLTE:US.");
    }

    private IEnumerable<(Mic Venue, string Country)> Venues()
    {
        for (var slot = 0; slot < _codes.Length; slot++)
        {
            if (_codes[slot] != 0)
            {
                yield return (new Mic(_codes[slot]), _countries[slot]);
            }
        }
    }

    /// <summary>Where the code is, or the free slot where it would be. Ends: at least half of the slots are free.</summary>
    private int FindSlot(Mic venue)
    {
        // Multiplicative hashing by the golden ratio; the high bits are the mixed ones.
        const uint Golden = 0x9E3779B1;
        var slot = (int)((venue.Code * Golden) >> _shift);
        while (_codes[slot] != venue.Code && _codes[slot] != 0)
        {
            slot = (slot + 1) & (_codes.Length - 1);
        }

        return slot;
    }

    private static IEnumerable<(Mic Venue, string Country)> ReadResource()
    {
        using var text = new StreamReader(typeof(VenueRegistry).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {Resource}."));
        while (text.ReadLine() is { } line)
        {
            for (var at = CountryLength + 1; at < line.Length && line[0] != '#'; at += Mic.Length)
            {
                yield return Mic.TryParse(line.Substring(at, Mic.Length), out var venue)
                    ? (venue, line[..CountryLength])
                    : throw new InvalidOperationException($"{Resource} has a line that is not a country and its codes: {line}");
            }
        }
    }
}
