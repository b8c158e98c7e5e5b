namespace QuoteStream.Feeds.Crypto;

/// <summary>How a decimal text fits into whole units.</summary>
internal enum DecimalFit
{
    Exact,

    /// <summary>Digits beyond the units were cut off: the value is the next lower one.</summary>
    CutBelowHalf,

    /// <summary>As <see cref="CutBelowHalf"/>, and the next higher one is at least as near.</summary>
    CutFromHalf,

    TooLarge,

    /// <summary>Empty, signed, with an exponent, or no number at all.</summary>
    NotDecimal,
}
