using System.ComponentModel.DataAnnotations;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Streaming;

/// <summary>Settings under <c>Streaming</c>.</summary>
[Settings("Streaming")]
public sealed class StreamingOptions : IValidatableObject
{
    /// <summary>The rate below which no subscription is granted: one quote in a hundred seconds.</summary>
    public const double LowestMaxRate = 0.01;

    /// <summary>Quotes a second and symbol for who asks for no rate. Default 4.</summary>
    [Range(LowestMaxRate, 1000)]
    public double DefaultMaxRate { get; set; } = 4;

    /// <summary>Most quotes a second and symbol that are granted, also to <c>max</c>. Default 100: the wheel turns in steps of a millisecond.</summary>
    [Range(LowestMaxRate, 1000)]
    public double HighestMaxRate { get; set; } = 100;

    /// <summary>Most symbols of one stream. Default 500; more is a 400.</summary>
    [Range(1, 100_000)]
    public int MaxSymbolsPerStream { get; set; } = 500;

    /// <summary>Most streams at once. Default 50,000; a further one is told goodbye and closed.</summary>
    [Range(1, 1_000_000)]
    public int MaxStreams { get; set; } = 50_000;

    /// <summary>
    /// Most streams of one client address, or of one IPv6 network of 64 bits. Default 0: no limit, since behind a proxy or a company's gateway many
    /// clients share one. A further stream is told goodbye and closed.
    /// </summary>
    [Range(0, 1_000_000)]
    public int MaxStreamsPerAddress { get; set; }

    /// <summary>Most streams of one subject. Default 20; a further one is told goodbye and closed. Anonymous streams are not counted.</summary>
    [Range(1, 1_000_000)]
    public int MaxStreamsPerSubject { get; set; } = 20;

    /// <summary>
    /// Most requests that wait on <c>/v1/quotes</c> at once. Default 10,000; a further one is answered 503 with <c>Retry-After</c>. A number of
    /// their own: they come and go with every answer, and must not take the places of streams, nor wait for one.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxLongPolls { get; set; } = 10_000;

    /// <summary>Between two heartbeat events of a stream. Default 15 s: proxies close what is idle for a minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "must be between 00:00:00.1 and 01:00:00.")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>A write that takes longer ends the stream (<c>slow</c>). Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = "must be between 00:00:00.1 and 01:00:00.")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the time grids on which fast symbols leave are the same for all streams. Default false: each has another phase, so that not all
    /// streams write at once.
    /// </summary>
    public bool AlignWindows { get; set; }

    /// <summary>Whether streams are compressed (gzip) for clients that accept it. Default false: it costs memory per stream, and CPU for every event.</summary>
    public bool Compression { get; set; }

    /// <summary>
    /// Most compressed streams at once, of each some 290 KB. Default 1,000: 290 MB. A further one is served as it is.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaxCompressedStreams { get; set; } = 1_000;

    /// <summary>The kernel's send buffer per connection, bytes. Default 65,536; 0: the kernel's own choice, which may hold megabytes of old quotes.</summary>
    [Range(0, 16 * 1024 * 1024)]
    public int SendBufferBytes { get; set; } = 65_536;

    /// <summary>Greatest age of a stream, after which it is told goodbye (<c>age</c>). Default zero: none.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00", ErrorMessage = "must be between 00:00:00 and 365.00:00:00.")]
    public TimeSpan MaxStreamAge { get; set; } = TimeSpan.Zero;

    /// <summary>Over which the streams are ended at shutdown, so that not all clients come back at once. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00", ErrorMessage = "must be between 00:00:00 and 00:10:00.")]
    public TimeSpan DrainPeriod { get; set; } = TimeSpan.FromSeconds(10);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (DefaultMaxRate > HighestMaxRate)
        {
            yield return new ValidationResult($"must not be above HighestMaxRate ({HighestMaxRate}).", [nameof(DefaultMaxRate)]);
        }
    }
}
