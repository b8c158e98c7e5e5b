using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>The files of the repository, without what .gitignore leaves out.</summary>
internal static class SourceTree
{
    private static readonly string[] Ignored =
        [.. File.ReadAllLines(Path.Combine(RepositoryFolder.Root, ".gitignore")).Where(line => line.Length > 0 && line[0] != '#')];

    /// <summary>Paths from the root, with slashes.</summary>
    internal static IReadOnlyList<string> Files { get; } = [.. Walk("").Order(StringComparer.Ordinal)];

    internal static IEnumerable<string> CSharpFiles => Files.Where(file => file.EndsWith(".cs", StringComparison.Ordinal));

    internal static string Read(string file) => File.ReadAllText(Path.Combine(RepositoryFolder.Root, file));

    internal static string[] ReadLines(string file) => File.ReadAllLines(Path.Combine(RepositoryFolder.Root, file));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var entry in new DirectoryInfo(Path.Combine(RepositoryFolder.Root, folder)).EnumerateFileSystemInfos())
        {
            var path = folder + entry.Name;
            if (entry.Name == ".git" || IsIgnored(path, entry))
            {
                continue;
            }

            foreach (var file in entry is DirectoryInfo ? Walk($"{path}/") : [path])
            {
                yield return file;
            }
        }
    }

    // The three kinds of line that our .gitignore has: "name/" anywhere, "/path/" from the root, "*.extension".
    private static bool IsIgnored(string path, FileSystemInfo entry)
    {
        foreach (var line in Ignored)
        {
            var isFromRoot = line.TrimEnd('/').Contains('/');
            var pattern = line.Trim('/');
            if (line[0] == '*' ? path.EndsWith(line[1..], StringComparison.Ordinal) : isFromRoot ? path == pattern : entry.Name == pattern)
            {
                return true;
            }
        }

        return false;
    }
}
