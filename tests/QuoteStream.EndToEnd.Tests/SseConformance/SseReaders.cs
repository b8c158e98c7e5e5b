namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>The parsers side by side: Chromium's, npm's and .NET's.</summary>
internal sealed class SseReaders : IAsyncDisposable
{
    private SseReaders(IReadOnlyList<ISseReader> all)
    {
        All = all;
    }

    public IReadOnlyList<ISseReader> All { get; }

    /// <param name="origin">Of the streams that Chromium's reads.</param>
    public static async Task<SseReaders> CreateAsync(PageBrowser browser, Uri origin) =>
        new([await ChromiumReader.CreateAsync(browser, origin), new NodeReader(), new FrameworkReader()]);

    public async ValueTask DisposeAsync()
    {
        foreach (var reader in All)
        {
            await reader.DisposeAsync();
        }
    }
}
