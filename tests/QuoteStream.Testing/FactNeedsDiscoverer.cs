using Xunit.Abstractions;
using Xunit.Sdk;

namespace QuoteStream.Testing;

/// <summary>Turns a fact whose need is missing, where all are required, into a failure that names it.</summary>
public sealed class FactNeedsDiscoverer(IMessageSink diagnostics) : FactDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
        RequiredNeed.Failure(DiagnosticMessageSink, discoveryOptions, testMethod, factAttribute) is { } failure
            ? [failure]
            : RequiredNeed.Skip(DiagnosticMessageSink, discoveryOptions, testMethod) is { } skipped
                ? [skipped]
                : base.Discover(discoveryOptions, testMethod, factAttribute);
}
