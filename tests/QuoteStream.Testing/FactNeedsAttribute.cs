using Xunit;
using Xunit.Sdk;

namespace QuoteStream.Testing;

/// <summary>
/// A fact that needs something from outside: a program ("node"), one of <see cref="Need"/>'s names, or a package that "npm ci" fetches, as
/// its path from the repository's root ("tests/QuoteStream.Server.Tests/clients/node_modules/@grpc/grpc-js").
/// Without it the test is skipped, and says what to install; where QUOTESTREAM_REQUIRE_ALL=1 it fails.
/// </summary>
[XunitTestCaseDiscoverer("QuoteStream.Testing.FactNeedsDiscoverer", "QuoteStream.Testing")]
public sealed class FactNeedsAttribute : FactAttribute
{
    public FactNeedsAttribute(params string[] needs)
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
