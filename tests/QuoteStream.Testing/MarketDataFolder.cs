namespace QuoteStream.Testing;

/// <summary>Recorded market data. It belongs to its venues, so it is not in the source tree.</summary>
public static class MarketDataFolder
{
    public const string Variable = "QUOTESTREAM_MARKET_DATA";

    internal const string HowToSet = $"Needs recorded market data: set {Variable} to its folder.";

    /// <exception cref="DirectoryNotFoundException">The variable is not set, or the file is not there.</exception>
    public static string File(params string[] path)
    {
        var file = Path.Combine([Find() ?? throw new DirectoryNotFoundException(HowToSet), .. path]);
        return System.IO.File.Exists(file) ? file : throw new FileNotFoundException($"{file} is not in the market data's folder.", file);
    }

    internal static string? Find() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } folder && Directory.Exists(folder) ? folder : null;
}
