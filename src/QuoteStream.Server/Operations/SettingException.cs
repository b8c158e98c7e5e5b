namespace QuoteStream.Server.Operations;

/// <summary>A setting that the server refuses to start with.</summary>
public sealed class SettingException : Exception
{
    public SettingException(string key, object? value, string why)
        : base($"Setting {key} is '{value}': {why}")
    {
        Key = key;
    }

    /// <summary>As configuration writes it: "Streaming:MaxStreams".</summary>
    public string Key { get; }
}
