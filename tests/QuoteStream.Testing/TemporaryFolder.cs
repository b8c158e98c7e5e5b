namespace QuoteStream.Testing;

/// <summary>A directory of its own that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("quotestream-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
