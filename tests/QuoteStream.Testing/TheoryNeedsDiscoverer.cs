using Xunit.Abstractions;
using Xunit.Sdk;

namespace QuoteStream.Testing;

/// <summary>Turns a theory whose need is missing, where all are required, into a failure that names it.</summary>
public sealed class TheoryNeedsDiscoverer(IMessageSink diagnostics) : TheoryDiscoverer(diagnostics)
{
    public override IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo theoryAttribute) =>
        RequiredNeed.Failure(DiagnosticMessageSink, discoveryOptions, testMethod, theoryAttribute) is { } failure
            ? [failure]
            : base.Discover(discoveryOptions, testMethod, theoryAttribute);
}
