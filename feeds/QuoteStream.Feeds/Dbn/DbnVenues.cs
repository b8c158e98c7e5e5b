using System.Text;

namespace QuoteStream.Feeds.Dbn;

/// <summary>The venues of Databento's publishers: https://github.com/databento/dbn (publishers.rs).</summary>
internal static class DbnVenues
{
    // By the publisher's number, from 1 on. Databento's own consolidated feeds are EQUS to ISO 10383; it has no DBEQ.
    private const string Codes =
        """
        GLBX XNAS XBOS XPSX BATS BATY EDGA EDGX XNYS XCIS
        XASE XCHI XCIS XCIS MEMX EPRL FINN FINC FINY AMXO
        XBOX XCBO EMLD EDGO GMNI XISX MCRY XMIO ARCO OPRA
        MPRL XNDQ XBXO C2OX XPHL BATO MXOP IEXG XCHI XCIS
        IEXG EPRL ARCX XNYS XNYS XNAS XNAS XCHI XCIS IEXG
        EPRL XNAS XNYS FINN FINY FINC IFEU NDEX EQUS EQUS
        SPHR XCHI XCIS IEXG EPRL XNAS XNYS FINN FINY FINC
        BATS BATY EDGA EDGX XBOS XPSX MEMX XASE ARCX LTSE
        XNAS FINN FINC XOFF XOFF XBOS XPSX XBOS XPSX EQUS
        XCIS XNYS EQUS EQUS EQUS EQUS IFUS XOFF IFLL XOFF
        XEUR XEER XOFF XOFF
        """;

    private static readonly byte[][] ByPublisher =
        [[], .. Codes.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).Select(Encoding.ASCII.GetBytes)];

    /// <summary>ISO 10383 code; empty for a publisher that is not known.</summary>
    public static ReadOnlySpan<byte> Of(ushort publisher) => publisher < ByPublisher.Length ? ByPublisher[publisher] : default;

    /// <summary>Of ticks whose publisher is not known: the dataset's own venue, where it has one.</summary>
    public static string OfDataset(string dataset)
    {
        byte[] prefix = Encoding.Latin1.GetBytes(dataset.Split('.')[0]);
        return ByPublisher.Any(code => code.AsSpan().SequenceEqual(prefix)) && prefix.Length > 0 ? dataset.Split('.')[0] : "XXXX";
    }

    /// <summary>Of the best bid and offer over all venues: nobody's own.</summary>
    public static ReadOnlySpan<byte> ConsolidatedOf(string dataset) => dataset.StartsWith("OPRA", StringComparison.Ordinal) ? "OPRA"u8 : "EQUS"u8;
}
