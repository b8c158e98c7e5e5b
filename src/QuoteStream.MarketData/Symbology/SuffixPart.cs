namespace QuoteStream.MarketData.Symbology;

/// <summary>One part of a suffix as each symbology spells it.</summary>
internal sealed class SuffixPart(string cqs, string cms, string nasdaq)
{
    private readonly byte[] _cqs = System.Text.Encoding.ASCII.GetBytes(cqs);
    private readonly byte[] _cms = System.Text.Encoding.ASCII.GetBytes(cms);
    private readonly byte[] _nasdaq = System.Text.Encoding.ASCII.GetBytes(nasdaq);

    /// <summary>Without what parts root and suffix. A canonical suffix is spelled as in CMS.</summary>
    public ReadOnlySpan<byte> In(ProviderSymbology symbology) => symbology switch
    {
        ProviderSymbology.Canonical or ProviderSymbology.Cms => _cms,
        ProviderSymbology.NasdaqIntegrated => _nasdaq,
        ProviderSymbology.Cqs => _cqs,
        _ => throw new ArgumentOutOfRangeException(nameof(symbology), symbology, null),
    };
}
