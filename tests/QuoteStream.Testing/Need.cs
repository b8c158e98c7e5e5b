namespace QuoteStream.Testing;

/// <summary>Programs and data from outside that some tests run against.</summary>
public static class Need
{
    /// <summary>The folder that QUOTESTREAM_MARKET_DATA names.</summary>
    public const string MarketData = "market-data";

    /// <summary>gRPC for Debian's own Python, not for one from elsewhere on the PATH.</summary>
    public const string PythonGrpc = "python3-grpcio";

    /// <summary>The programs of a server of PostgreSQL, which are on no user's PATH: each test runs one of its own.</summary>
    public const string Postgres = "postgresql";

    public const string Chromium = "/usr/bin/chromium";

    // Not on every user's PATH.
    public const string Nginx = "/usr/sbin/nginx";

    public const string HaProxy = "/usr/sbin/haproxy";

    private const string NodeModules = "/node_modules/";
    private const string PythonGrpcFolder = "/usr/lib/python3/dist-packages/grpc";

    private static readonly Dictionary<string, string> Packages = new()
    {
        ["curl"] = "curl",
        ["git"] = "git",
        ["h2load"] = "nghttp2-client",
        ["node"] = "nodejs",
        ["npm"] = "npm",
        ["prometheus"] = "prometheus",
        ["python3"] = "python3",
        ["promtool"] = "prometheus",
        [Chromium] = "chromium",
        [HaProxy] = "haproxy",
        [Nginx] = "nginx",
        [Postgres] = "postgresql",
        [PythonGrpc] = "python3-grpcio python3-protobuf",
    };

    /// <summary>Where nothing may be skipped: a test whose need is missing fails.</summary>
    public static bool RequireAll => Environment.GetEnvironmentVariable("QUOTESTREAM_REQUIRE_ALL") == "1";

    /// <summary>A sentence that says what to install for the first need that is missing; null when all are there.</summary>
    /// <exception cref="ArgumentException">Nobody has written down how to get this need.</exception>
    public static string? FindMissing(IEnumerable<string> needs)
    {
        foreach (var need in needs)
        {
            var how = HowToGet(need) ?? throw new ArgumentException($"{nameof(Need)} does not say how to get '{need}'.");
            if (!IsThere(need))
            {
                return how;
            }
        }

        return null;
    }

    /// <summary>What the message of a skipped test says; null for a need that nobody knows.</summary>
    public static string? HowToGet(string need)
    {
        if (need == MarketData)
        {
            return MarketDataFolder.HowToSet;
        }

        if (Packages.TryGetValue(need, out var package))
        {
            return $"Needs {need}. On Debian: apt-get install {package}";
        }

        return need.Contains(NodeModules)
            ? $"Needs {need}. In {need[..need.IndexOf(NodeModules, StringComparison.Ordinal)]}: npm ci"
            : null;
    }

    private static bool IsThere(string need)
    {
        if (need == MarketData)
        {
            return MarketDataFolder.Find() is not null;
        }

        if (need == PythonGrpc)
        {
            return Directory.Exists(PythonGrpcFolder);
        }

        if (need == Postgres)
        {
            return PostgresServer.FindPrograms() is not null;
        }

        // A path is taken from the repository's root, so that a test can need what "npm ci" puts beside a script.
        return need.Contains('/')
            ? Path.Exists(Path.Combine(RepositoryFolder.Root, need))
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, need)));
    }
}
