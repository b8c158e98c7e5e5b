namespace QuoteStream.MarketData.Symbology;

/// <summary>A kind of security that a suffix can name, and the rules of its suffix.</summary>
/// <param name="Name">How the suffix begins.</param>
/// <param name="ClassMark">What stands between that and a class letter; null where the kind has no classes.</param>
/// <param name="NeedsClass">The kind is nothing without its letter.</param>
/// <param name="TakesModifiers">It may be called, convertible, when distributed or when issued.</param>
internal sealed record SecurityKind(SuffixPart Name, SuffixPart? ClassMark = null, bool NeedsClass = false, bool TakesModifiers = true)
{
    // CMS and CQS write a unit with the letter that a class U would have.
    private const byte UnitLetter = (byte)'U';

    /// <summary>Every kind. The plain share is not one: it has no suffix.</summary>
    /// <remarks>
    /// From Nasdaq's table of the three conventions: http://www.nasdaqtrader.com/Trader.aspx?id=CQSSymbolConvention. It lists
    /// combinations by example; here they follow from the parts. No suffix is of two kinds, so the order is free: the frequent ones first.
    /// </remarks>
    public static readonly SecurityKind[] All =
    [
        new(new SuffixPart("/", "", "."), ClassMark: new SuffixPart("", "", ""), NeedsClass: true),
        new(new SuffixPart("p", "PR", "-"), ClassMark: new SuffixPart("", "", "")),
        new(new SuffixPart("/WS", "WS", "+"), ClassMark: new SuffixPart("/", "", "")),
        new(new SuffixPart("r", "RT", "^")),
        new(new SuffixPart("/U", "U", "=")),
        new(new SuffixPart("/EC", "EC", "!"), TakesModifiers: false),
        new(new SuffixPart("/PP", "PP", "@"), TakesModifiers: false),
        new(new SuffixPart("/TEST", "TEST", "~"), TakesModifiers: false),
        new(new SuffixPart("", "", "")),
    ];

    /// <summary>Convertible, called, when distributed, when issued: each at most once, in this order.</summary>
    public static readonly SuffixPart[] Modifiers =
    [
        new("/CV", "CV", "%"),
        new("/CL", "CL", "*"),
        new("/WD", "WD", "$"),
        new("w", "WI", "#"),
    ];

    public bool HasClass(byte letter) =>
        ClassMark is not null && letter is >= (byte)'A' and <= (byte)'Z' && !(NeedsClass && letter == UnitLetter);
}
