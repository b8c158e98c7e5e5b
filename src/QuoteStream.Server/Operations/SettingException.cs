namespace QuoteStream.Server.Operations;

/// <summary>A setting that the server refuses to start with.</summary>
public sealed class SettingException : Exception
{
    /// <summary>In place of a value that is no text for logs and screens.</summary>
    internal const string NotShown = "(not shown)";

    /// <param name="value">Shown, unless it may be a secret.</param>
    public SettingException(string key, object? value, string why)
        : base($"Setting {key} is '{(IsSecret(key) ? NotShown : value)}': {why}")
    {
        Key = key;
    }

    /// <summary>As configuration writes it: "Streaming:MaxStreams".</summary>
    public string Key { get; }

    /// <summary>Whether values are secret below a key. All of Auth: what is mistyped or misplaced there may be a key.</summary>
    internal static bool IsSecret(string key) =>
        key.Equals("Auth", StringComparison.OrdinalIgnoreCase)
        || key.StartsWith("Auth:", StringComparison.OrdinalIgnoreCase)
        || key.Contains("ConnectionString", StringComparison.OrdinalIgnoreCase)
        || key.Contains("Password", StringComparison.OrdinalIgnoreCase);
}
