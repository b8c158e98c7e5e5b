namespace QuoteStream.Server.Ingest;

/// <summary>What one provider may publish: an entry of <c>Ingest:Providers</c>. <see cref="ProviderRules"/> checks it.</summary>
public sealed class ProviderSettings
{
    /// <summary>Its name, as its lines give it. Required.</summary>
    public string Provider { get; set; } = "";

    /// <summary>ISO 10383 codes of its venues, separated by commas. Default empty: any.</summary>
    public string Venues { get; set; } = "";

    /// <summary>Canonical symbols, separated by commas; * is any text, ? any character. Default empty: any.</summary>
    public string Symbols { get; set; } = "";

    /// <summary>Its lines, A or B, separated by commas. Default empty: any, and a single line without a name.</summary>
    public string Lines { get; set; } = "";

    /// <summary>Of providers that give the same venue of a symbol the highest counts: 0 to 100. Default 0.</summary>
    public int Priority { get; set; }
}
