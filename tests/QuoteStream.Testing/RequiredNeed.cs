using Xunit.Abstractions;
using Xunit.Sdk;

namespace QuoteStream.Testing;

internal static class RequiredNeed
{
    /// <summary>A test case that fails with what to install, or null when nothing that is required is missing.</summary>
    internal static ExecutionErrorTestCase? Failure(
        IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo attribute) =>
        Need.RequireAll && attribute.GetNamedArgument<string?>(nameof(FactNeedsAttribute.Missing)) is { } missing
            ? new ExecutionErrorTestCase(
                diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, missing)
            : null;
}
