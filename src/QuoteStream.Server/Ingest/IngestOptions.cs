using System.ComponentModel.DataAnnotations;
using QuoteStream.MarketData.Ticks;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Ingest;

/// <summary>Settings under <c>Ingest</c>.</summary>
[Settings("Ingest")]
public sealed class IngestOptions : IValidatableObject
{
    /// <summary>Whether a provider's tick may bring a symbol into being. Default true; false: such ticks are rejected (UNKNOWN_SYMBOL).</summary>
    public bool AcceptNewSymbols { get; set; } = true;

    /// <summary>Most symbols that the server keeps. Default 100,000: some 2.6 KB each, 15 KB once it has traded, more where it trades often.</summary>
    [Range(1, 1_000_000)]
    public int MaxSymbols { get; set; } = 100_000;

    /// <summary>
    /// Venue codes that ticks may name beside those of ISO 10383, each with its country where trade dates should follow that: `XQQX`, `XLTE:US`. Default: none.
    /// </summary>
    [MaxLength(1_000)]
    public string[] MoreVenues { get; set; } = [];

    /// <summary>How long a hole in a numbered feed waits for the other line, or for a late message. Default 50 ms; zero: not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ErrorMessage = "must be between 00:00:00 and 00:00:10.")]
    public TimeSpan LineWait { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>
    /// The shortest interval of heartbeats that a provider is held to: a line that has begun to send them is silent after three of its own intervals, but not
    /// before three of this. Default 1 s; zero: silence is never noticed.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "must be between 00:00:00 and 00:10:00.")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a symbol of an open feed may be silent before it is stale (`quiet`). Default 0: for ever.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00", ErrorMessage = "must be between 00:00:00 and 7.00:00:00.")]
    public TimeSpan StaleAfter { get; set; }

    /// <summary>
    /// How far a trade may be from the last sale before it is suspicious: 0.5 is half of it, or twice. Wider below 3 and below 0.75. Default 0.5; 0: nothing is.
    /// </summary>
    [Range(0, 0.99)]
    public decimal PriceBand { get; set; } = 0.5m;

    /// <summary>Trades of a day that one symbol keeps, so that they can be cancelled or corrected. Default 65,536, some 3 MB; the oldest make room.</summary>
    [Range(0, 4_194_304)]
    public int MaxDayTrades { get; set; } = 65_536;

    /// <summary>Trades of a day that all symbols keep together. Default 4,194,304, some 200 MB.</summary>
    [Range(0, 268_435_456)]
    public int MaxDayTradesInTotal { get; set; } = 4_194_304;

    /// <summary>Bars that one symbol keeps of each interval. Default 512, some 64 KB for each interval; 0: none are made.</summary>
    [Range(0, 10_000)]
    public int MaxBars { get; set; } = 512;

    /// <summary>Most feed lines at once. Default 256; a further one is refused (RESOURCE_EXHAUSTED).</summary>
    [Range(1, 10_000)]
    public int MaxLines { get; set; } = 256;

    /// <summary>
    /// Who may publish what, a list: Ingest:Providers:0:Provider names one, beside it :Venues, :Symbols (with * and ?) and :Lines (A,B) are lists with commas,
    /// empty for any, and :Priority is 0 to 100. Default empty: any provider anything; else only those that are listed.
    /// </summary>
    public IReadOnlyList<ProviderSettings> Providers { get; set; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        string? fault = null;
        try
        {
            VenueRegistry.Iso10383.With(MoreVenues);
        }
        catch (FormatException notAVenue)
        {
            // Told to whoever starts the server, as every setting's fault is.
            fault = notAVenue.Message;
        }

        return fault is null ? [] : [new ValidationResult(fault, [nameof(MoreVenues)])];
    }
}
