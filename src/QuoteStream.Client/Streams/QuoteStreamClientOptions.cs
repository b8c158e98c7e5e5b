namespace QuoteStream.Client.Streams;

/// <summary>Which server a <see cref="QuoteStreamClient"/> reads from, and how it behaves when that is away.</summary>
public sealed record QuoteStreamClientOptions
{
    /// <summary>The server's HTTP endpoint: <c>http://host:8080</c> or <c>https://host:8443</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>
    /// Asked before each request, so that a fresh token can be given; null: requests carry none. When it fails to reach whom it asks
    /// (<see cref="HttpRequestException"/>, <see cref="IOException"/>, <see cref="TimeoutException"/>) it is asked again later.
    /// </summary>
    public Func<CancellationToken, ValueTask<string>>? BearerToken { get; init; }

    /// <summary>For proxies, certificates and the like; the client does not dispose it. Null: one of its own.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Longest wait for a connection and the beginning of an answer; default 15 s, which outlasts three lost packets.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// First wait after a connection was lost, unless the server says another; it doubles with every failure in a row, less up to half of it
    /// by chance. Default 1 s.
    /// </summary>
    public TimeSpan BackoffInitial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts that the client chooses itself; default 60 s. A server may ask for up to an hour.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A stream that says nothing for two of its heartbeat intervals and this much more is given up; default 5 s.</summary>
    public TimeSpan SilenceMargin { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Largest event that is read, 1 KiB to 64 MiB; default 1 MiB, as a list of 500 subscriptions takes some 40 KiB.</summary>
    public int MaxEventBytes { get; init; } = 1024 * 1024;

    /// <summary>
    /// What the system may hold for a consumer that is slow, 4 KiB to 16 MiB; default 256 KiB: left to itself it holds megabytes of old
    /// quotes, where the server would have merged them. Not for a <see cref="Handler"/> of one's own.
    /// </summary>
    public int ReceiveBufferBytes { get; init; } = 256 * 1024;

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    internal void Validate()
    {
        Require(Server is { IsAbsoluteUri: true, Scheme: "http" or "https" }, nameof(Server), Server);
        Require(ConnectTimeout > TimeSpan.Zero && ConnectTimeout <= TimeSpan.FromMinutes(10), nameof(ConnectTimeout), ConnectTimeout);
        Require(BackoffInitial > TimeSpan.Zero && BackoffInitial <= BackoffMax, nameof(BackoffInitial), BackoffInitial);
        Require(BackoffMax <= TimeSpan.FromHours(1), nameof(BackoffMax), BackoffMax);
        Require(SilenceMargin > TimeSpan.Zero && SilenceMargin <= TimeSpan.FromHours(1), nameof(SilenceMargin), SilenceMargin);
        Require(MaxEventBytes is >= 1024 and <= 64 * 1024 * 1024, nameof(MaxEventBytes), MaxEventBytes);
        Require(ReceiveBufferBytes is >= 4 * 1024 and <= 16 * 1024 * 1024, nameof(ReceiveBufferBytes), ReceiveBufferBytes);
        Require(TimeProvider is not null, nameof(TimeProvider), TimeProvider);
    }

    private static void Require(bool condition, string option, object? value)
    {
        if (!condition)
        {
            throw new ArgumentException($"{option} is {value ?? "null"}, which is outside its range.", option);
        }
    }
}
