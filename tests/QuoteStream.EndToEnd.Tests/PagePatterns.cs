using System.Text.RegularExpressions;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>How the page writes numbers.</summary>
internal static partial class PagePatterns
{
    [GeneratedRegex(@"^[\d,]+\.\d{2,9}$")]
    internal static partial Regex Price();

    [GeneratedRegex(@"^[+−]?\d+\.\d\d%$")]
    internal static partial Regex Percent();

    [GeneratedRegex(@"^[1-9][\d,]*$")]
    internal static partial Regex Number();

    [GeneratedRegex(@"^[1-9][\d,]*/s$")]
    internal static partial Regex Rate();
}
