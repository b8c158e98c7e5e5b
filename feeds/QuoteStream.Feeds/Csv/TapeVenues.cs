namespace QuoteStream.Feeds.Csv;

/// <summary>The exchanges by the letters that the consolidated tape prints, with those that have closed since.</summary>
internal static class TapeVenues
{
    private static readonly byte[]?[] Codes = new byte[]?['Z' + 1];

    static TapeVenues()
    {
        (char Letter, string Mic)[] venues =
        [
            ('A', "XASE"), ('B', "XBOS"), ('C', "XCIS"), ('D', "FINR"), ('H', "EPRL"), ('I', "XISX"), ('J', "EDGA"), ('K', "EDGX"),
            ('L', "LTSE"), ('M', "XCHI"), ('N', "XNYS"), ('P', "ARCX"), ('Q', "XNAS"), ('T', "XNAS"), ('U', "MEMX"), ('V', "IEXG"),
            ('W', "XCBO"), ('X', "XPHL"), ('Y', "BATY"), ('Z', "BATS"),
        ];
        foreach ((char letter, string mic) in venues)
        {
            Codes[letter] = System.Text.Encoding.ASCII.GetBytes(mic);
        }
    }

    /// <summary>ISO 10383 code; empty for S, the tape's own system, and for a letter that no exchange has.</summary>
    /// <param name="exchange">A to Z.</param>
    public static ReadOnlySpan<byte> Of(byte exchange) => Codes[exchange];
}
