namespace QuoteStream.EndToEnd.Tests;

internal static class Faults
{
    /// <summary>Fails with every fault on a line of its own, not with the first few.</summary>
    internal static void AssertNone(IEnumerable<string> faults)
    {
        var lines = string.Join('\n', faults);
        Assert.True(lines.Length == 0, lines);
    }
}
