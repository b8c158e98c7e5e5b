using System.Net.Security;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Client.Feeds;

/// <summary>Whose ticks a <see cref="FeedPublisher"/> sends, where to, and how it behaves when the server is away.</summary>
/// <remarks>Callbacks run one at a time on the publisher's own task and hold it up; one that throws ends the publisher.</remarks>
public sealed record FeedPublisherOptions
{
    /// <summary>The server's gRPC endpoint: <c>http://host:8081</c> (HTTP/2 without TLS) or <c>https://host:8443</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Who publishes: 1 to 64 characters of a-z, 0-9, '-' and '.'.</summary>
    public required string Provider { get; init; }

    /// <summary>"A" or "B" for redundant copies of one numbered feed; empty for a single line.</summary>
    public string Line { get; init; } = "";

    /// <summary>A new id starts the numbering again. Default: a random one for each publisher. Both lines of a feed need the same.</summary>
    public string SessionId { get; init; } = Guid.NewGuid().ToString("N");

    /// <summary>ISO 10383 code of ticks that name no venue.</summary>
    public string Venue { get; init; } = "";

    /// <summary>price = integer x 10^PriceExponent, -9 to 0.</summary>
    public int PriceExponent { get; init; }

    /// <summary>size = integer x 10^SizeExponent, -9 to 0.</summary>
    public int SizeExponent { get; init; }

    public Symbology Symbology { get; init; }

    public SaleConditionScheme SaleConditions { get; init; }

    /// <summary>Sent as <c>Authorization: Bearer</c>; null: none.</summary>
    public string? BearerToken { get; init; }

    /// <summary>
    /// Asked for a token before each call, in place of <see cref="BearerToken"/>: a feed may outlive its first token. When it fails to reach
    /// whom it asks (<see cref="HttpRequestException"/>, <see cref="IOException"/>, <see cref="TimeoutException"/>) it is asked again later.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? BearerTokenSource { get; init; }

    /// <summary>Client certificate, trusted roots and the like, for https; null: the system's defaults.</summary>
    public SslClientAuthenticationOptions? Tls { get; init; }

    /// <summary>Longest wait for a connection, 1 ms to 10 minutes; default 10 s, well above the worst handshake between continents.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>First wait after a call broke; it doubles with every failure in a row, less up to half of it by chance. Default 200 ms.</summary>
    public TimeSpan BackoffInitial { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest wait between attempts; default 30 s.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// A numbered line that was quiet for this long says which number comes next, so that a loss at its end is seen. Default 1 s; 0: never.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Numbered ticks without an acknowledgement kept to be sent again after a call broke. Default 8 MiB, some 200,000 ticks; 0: none;
    /// at most 1 GiB. The oldest are given up first and show as <see cref="FeedTotals.InDoubt"/>.
    /// </summary>
    public int RetransmissionBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Told of each tick that the server refused, up to 100 for each of its answers.</summary>
    public Action<Rejection>? Rejected { get; init; }

    /// <summary>Told of sequence numbers that no line delivered.</summary>
    public Action<SequenceGap>? GapReported { get; init; }

    public Action<FeedPublisherState>? StateChanged { get; init; }

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    internal void Validate()
    {
        Require(Server is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(Server), Server);
        Require(Provider is { Length: >= 1 and <= 64 } && Provider.All(IsProviderCharacter), nameof(Provider), Provider);
        Require(Line is not null, nameof(Line), Line);
        Require(SessionId is not null, nameof(SessionId), SessionId);
        Require(Venue is not null, nameof(Venue), Venue);
        Require(PriceExponent is >= -9 and <= 0, nameof(PriceExponent), PriceExponent);
        Require(SizeExponent is >= -9 and <= 0, nameof(SizeExponent), SizeExponent);
        Require(ConnectTimeout > TimeSpan.Zero && ConnectTimeout <= TimeSpan.FromMinutes(10), nameof(ConnectTimeout), ConnectTimeout);
        Require(BackoffInitial > TimeSpan.Zero && BackoffInitial <= BackoffMax, nameof(BackoffInitial), BackoffInitial);
        Require(BackoffMax <= TimeSpan.FromHours(1), nameof(BackoffMax), BackoffMax);
        Require(HeartbeatInterval >= TimeSpan.Zero && HeartbeatInterval <= TimeSpan.FromDays(1), nameof(HeartbeatInterval), HeartbeatInterval);
        Require(RetransmissionBytes is >= 0 and <= 1024 * 1024 * 1024, nameof(RetransmissionBytes), RetransmissionBytes);
        Require(TimeProvider is not null, nameof(TimeProvider), TimeProvider);
    }

    internal SessionStart ToSessionStart() => new()
    {
        Provider = Provider,
        Line = Line,
        SessionId = SessionId,
        Venue = Venue,
        PriceExponent = PriceExponent,
        SizeExponent = SizeExponent,
        Symbology = Symbology,
        SaleConditionScheme = SaleConditions,
    };

    private static bool IsProviderCharacter(char c) => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.';

    private static void Require(bool condition, string option, object? value)
    {
        if (!condition)
        {
            throw new ArgumentException($"{option} is {value ?? "null"}, which is outside its range.", option);
        }
    }
}
