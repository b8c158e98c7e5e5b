namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>The parsers side by side, each with the origin that it reads from.</summary>
internal sealed class SseReaders : IAsyncDisposable
{
    private SseReaders(IReadOnlyList<ISseReader> all)
    {
        All = all;
    }

    public IReadOnlyList<ISseReader> All { get; }

    /// <param name="origins">Of Chromium's, npm's and .NET's streams, in this order.</param>
    public static async Task<SseReaders> CreateAsync(PageBrowser browser, params Uri[] origins) =>
        new([await ChromiumReader.CreateAsync(browser, origins[0]), new NodeReader(), new FrameworkReader()]);

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in All)
        {
            await reader.DisposeAsync();
        }
    }
}
