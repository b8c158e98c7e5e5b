using Xunit.Abstractions;
using Xunit.Sdk;

namespace QuoteStream.Testing;

internal static class RequiredNeed
{
    /// <summary>A test case that fails with what to install, or null when nothing that is required is missing.</summary>
    internal static ExecutionErrorTestCase? Failure(
        IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method, IAttributeInfo attribute) =>
        Need.RequireAll && (attribute.GetNamedArgument<string?>(nameof(FactNeedsAttribute.Missing)) ?? MissingOfClass(method)) is { } missing
            ? new ExecutionErrorTestCase(
                diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, missing)
            : null;

    /// <summary>A test case that is skipped with what to install, or null when nothing is missing that the class needs.</summary>
    internal static XunitSkippedDataRowTestCase? Skip(IMessageSink diagnostics, ITestFrameworkDiscoveryOptions options, ITestMethod method) =>
        MissingOfClass(method) is { } missing
            ? new XunitSkippedDataRowTestCase(
                diagnostics, options.MethodDisplayOrDefault(), options.MethodDisplayOptionsOrDefault(), method, missing)
            : null;

    private static string? MissingOfClass(ITestMethod method) => method.TestClass.Class.ToRuntimeType() is { } type
        && Attribute.GetCustomAttribute(type, typeof(ClassNeedsAttribute)) is ClassNeedsAttribute { Needs: var needs }
            ? Need.FindMissing(needs)
            : null;
}
