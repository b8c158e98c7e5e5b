namespace QuoteStream.Testing;

/// <summary>The source tree that the running tests were built from.</summary>
public static class RepositoryFolder
{
    private const string Marker = "QuoteStream.sln";

    /// <summary>The directory of the solution, found upwards from the tests' binaries.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Marker)))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"{Marker} is not in {AppContext.BaseDirectory} or above it.");
    }
}
