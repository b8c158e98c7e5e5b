using Xunit;
using Xunit.Sdk;

namespace QuoteStream.Testing;

/// <summary>A theory with the same conditions as <see cref="FactNeedsAttribute"/>.</summary>
[XunitTestCaseDiscoverer("QuoteStream.Testing.TheoryNeedsDiscoverer", "QuoteStream.Testing")]
public sealed class TheoryNeedsAttribute : TheoryAttribute
{
    public TheoryNeedsAttribute(params string[] needs)
    {
        Missing = Need.FindMissing(needs);
        if (Missing is not null && !Need.RequireAll)
        {
            Skip = Missing;
        }
    }

    /// <summary>What to install, as a sentence; null when everything is there.</summary>
    public string? Missing { get; }
}
