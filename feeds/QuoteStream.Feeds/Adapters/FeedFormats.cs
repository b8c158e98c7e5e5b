using System.Text;

namespace QuoteStream.Feeds.Adapters;

/// <summary>The recorded feeds that are understood, and which of them a file is.</summary>
public static class FeedFormats
{
    // Of a file that nobody knows, as the error shows it.
    private const int ShownBytes = 8;

    /// <summary>By name.</summary>
    public static IReadOnlyList<IFeedFormat> All { get; } =
    [
        .. typeof(IFeedFormat).Assembly.GetTypes()
            .Where(t => t is { IsClass: true, IsAbstract: false } && t.IsAssignableTo(typeof(IFeedFormat)))
            .Select(t => (IFeedFormat)Activator.CreateInstance(t)!)
            .OrderBy(f => f.Name, StringComparer.Ordinal),
    ];

    /// <summary>Null when there is no format of that name.</summary>
    public static IFeedFormat? Named(string name) => All.FirstOrDefault(f => f.Name == name);

    /// <exception cref="FeedFormatException">No format knows the file, or more than one does; says what is understood.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IFeedFormat Recognize(FeedFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        IFeedFormat[] formats = [.. All.Where(f => f.Recognizes(file))];
        return formats switch
        {
            [var only] => only,
            [] => throw new FeedFormatException($"{Describe(file)} Understood, be it plain, gzip or a zip with one file, are {Understood()}."),
            _ => throw new FeedFormatException($"It may be {string.Join(" or ", formats.Select(f => f.Name))}: --format says which."),
        };
    }

    /// <summary>All that is understood, a line for each.</summary>
    public static string List() => string.Join('\n', All.Select(f => $"  {f.Name.PadRight(All.Max(known => known.Name.Length))}  {f.Description}"));

    private static string Understood() => string.Join("; ", All.Select(f => $"{f.Description} ({f.Name})"));

    private static string Describe(FeedFile file)
    {
        ReadOnlySpan<byte> head = file.Head.Span;
        if (head.IsEmpty)
        {
            return file.Fault is { } fault ? $"The compressed data cannot be read: {fault}" : "The file is empty: it holds 0 bytes.";
        }

        if (All.Select(f => f.Refusal(file)).FirstOrDefault(refusal => refusal is not null) is { } known)
        {
            return known;
        }

        if (!file.IsCapture)
        {
            return $"The file begins with {Show(head)}, which is no feed that is read here.";
        }

        return file.FirstDatagrams.Count == 0
            ? "The capture holds no UDP datagrams over Ethernet and IPv4, and so no feed."
            : $"The capture's datagrams begin with {Show(file.FirstDatagrams[0])}, which is no feed that is read here.";
    }

    private static string Show(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> shown = bytes[..Math.Min(bytes.Length, ShownBytes)];
        var text = new StringBuilder(Convert.ToHexStringLower(shown)).Append(" (\"");
        foreach (byte b in shown)
        {
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
        }

        return text.Append("\")").ToString();
    }
}
