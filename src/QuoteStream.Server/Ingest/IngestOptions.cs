using System.ComponentModel.DataAnnotations;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Ingest;

/// <summary>Settings under <c>Ingest</c>.</summary>
[Settings("Ingest")]
public sealed class IngestOptions
{
    /// <summary>Whether a provider's tick may bring a symbol into being. Default true; false: such ticks are rejected (UNKNOWN_SYMBOL).</summary>
    public bool AcceptNewSymbols { get; set; } = true;

    /// <summary>Most symbols that the server keeps. Default 100,000: some 1 KB each, more for those that trade.</summary>
    [Range(1, 1_000_000)]
    public int MaxSymbols { get; set; } = 100_000;

    /// <summary>How long a hole in one line of a numbered feed waits for the other line. Default 50 ms; zero: not at all.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10", ErrorMessage = "must be between 00:00:00 and 00:00:10.")]
    public TimeSpan LineWait { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Most feed lines at once. Default 256; a further one is refused (RESOURCE_EXHAUSTED).</summary>
    [Range(1, 10_000)]
    public int MaxLines { get; set; } = 256;
}
