namespace QuoteStream.Feeds.Crypto;

/// <summary>Which products of the venue, where from, and for how long to wait for it.</summary>
public sealed record CoinbaseOptions
{
    /// <summary>Of one connection. The venue lists some 400 against the dollar; a subscription for as many is a message of 6 kB.</summary>
    public const int MaxProducts = 500;

    /// <summary>
    /// The longest message that is kept. On the channels that are subscribed to it is 20 kB; on any, the order book of BTC-USD with 5 MB.
    /// </summary>
    public const int MaxMessageBytes = 8 * 1024 * 1024;

    private const int MaxProductLength = 32;

    /// <summary>Public market data, without a key. https://docs.cdp.coinbase.com/coinbase-app/advanced-trade-apis/websocket/websocket-overview</summary>
    public static readonly Uri PublicEndpoint = new("wss://advanced-trade-ws.coinbase.com");

    /// <summary>Well-known ones, each traded many times a minute.</summary>
    public static IReadOnlyList<string> WellKnownProducts { get; } =
        ["BTC-USD", "ETH-USD", "SOL-USD", "XRP-USD", "DOGE-USD", "ADA-USD", "LINK-USD", "AVAX-USD", "LTC-USD", "BCH-USD", "SUI-USD", "HBAR-USD"];

    /// <summary>ws:// or wss://.</summary>
    public Uri Url { get; init; } = PublicEndpoint;

    /// <summary>As the venue names them: BTC-USD.</summary>
    public required IReadOnlyList<string> Products { get; init; }

    /// <summary>How long the venue may take for its first ticks, over all attempts. Default 10 s: twice the worst handshake between continents.</summary>
    public TimeSpan FirstTicksLimit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait for a connection. Default 10 s, as for the server's.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// A connection without any message for so long is dead; one that had to wait for the server for longer is not read on, for what it holds is old.
    /// Default 5 s: the venue's heartbeats come every second.
    /// </summary>
    public TimeSpan SilenceLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The venue is away for longer: the feed's call is ended, so that the server takes the feed for down. Default 3 s: a usual reconnection
    /// takes one, and shows as a gap.
    /// </summary>
    public TimeSpan OutageGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>First wait after a connection was lost; doubles, less up to half by chance. Default 1 s: the venue allows 8 connections a second and address.</summary>
    public TimeSpan BackoffInitial { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest wait between attempts. Default 30 s.</summary>
    public TimeSpan BackoffMax { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Called once, before the first tick that ever came is published.</summary>
    public Action? Arrived { get; init; }

    /// <summary>Told in a sentence what happens to the connection, and what the venue refuses. On the feed's task, which it holds up.</summary>
    public Action<string>? Told { get; init; }

    /// <summary>A venue's name for a product that can be a symbol: 1 to 32 of A-Z, 0-9, '.' and '-', beginning with a letter or digit.</summary>
    public static bool IsProduct(ReadOnlySpan<byte> name)
    {
        if (name.Length is 0 or > MaxProductLength || name[0] is (byte)'.' or (byte)'-')
        {
            return false;
        }

        foreach (byte c in name)
        {
            if (!char.IsAsciiLetterUpper((char)c) && !char.IsAsciiDigit((char)c) && c is not ((byte)'.' or (byte)'-'))
            {
                return false;
            }
        }

        return true;
    }

    /// <exception cref="ArgumentException">Names the first option that makes no sense.</exception>
    internal void Validate()
    {
        Require(Url is { IsAbsoluteUri: true, Scheme: "ws" or "wss" }, nameof(Url), Url);
        Require(Products is { Count: >= 1 and <= MaxProducts }, nameof(Products), Products?.Count);
        foreach (string product in Products!)
        {
            Require(product.All(char.IsAscii) && IsProduct(System.Text.Encoding.ASCII.GetBytes(product)), nameof(Products), product);
        }

        Require(Products.Distinct().Count() == Products.Count, nameof(Products), "a list that names one twice");
        Require(FirstTicksLimit > TimeSpan.Zero && FirstTicksLimit <= TimeSpan.FromHours(1), nameof(FirstTicksLimit), FirstTicksLimit);
        Require(ConnectTimeout > TimeSpan.Zero && ConnectTimeout <= TimeSpan.FromMinutes(10), nameof(ConnectTimeout), ConnectTimeout);
        Require(SilenceLimit > TimeSpan.Zero && SilenceLimit <= TimeSpan.FromMinutes(10), nameof(SilenceLimit), SilenceLimit);
        Require(OutageGrace >= TimeSpan.Zero && OutageGrace <= TimeSpan.FromMinutes(10), nameof(OutageGrace), OutageGrace);
        Require(BackoffInitial > TimeSpan.Zero && BackoffInitial <= BackoffMax, nameof(BackoffInitial), BackoffInitial);
        Require(BackoffMax <= TimeSpan.FromHours(1), nameof(BackoffMax), BackoffMax);
    }

    private static void Require(bool condition, string option, object? value)
    {
        if (!condition)
        {
            throw new ArgumentException($"{option} is {value ?? "null"}, which is outside its range.", option);
        }
    }
}
