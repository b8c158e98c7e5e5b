using System.Buffers;
using System.Globalization;
using System.Text;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>One response as it is on the wire, taken apart by a reader that allows nothing but RFC 9112's chunks; it may be cut anywhere.</summary>
internal sealed class ChunkedResponse
{
    // A size of seven digits would be a write of 16 MB.
    private const int MostSizeDigits = 6;

    private static readonly SearchValues<byte> HexDigits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly List<byte> _body = [];
    private readonly List<int> _chunkEnds = [];
    private readonly List<string> _faults = [];

    private ChunkedResponse(string head, bool isHeadComplete)
    {
        Head = head;
        IsHeadComplete = isHeadComplete;
    }

    /// <summary>Status line and headers, with their line ends.</summary>
    public string Head { get; }

    public bool IsHeadComplete { get; }

    /// <summary>Of all chunks, with what is there of one that was cut.</summary>
    public byte[] Body => [.. _body];

    /// <summary>Where in the body each chunk ends. One that was cut ends where its size says: behind what is there.</summary>
    public IReadOnlyList<int> ChunkEnds => _chunkEnds;

    /// <summary>Whether the server ended it properly.</summary>
    public bool IsEnded { get; private set; }

    public IReadOnlyList<string> Faults => _faults;

    public IEnumerable<string> HeaderValues(string name) =>
        from line in Head.Split("\r\n")
        where line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase)
        select line[(name.Length + 2)..];

    public static ChunkedResponse Parse(ReadOnlySpan<byte> raw)
    {
        var headLength = raw.IndexOf("\r\n\r\n"u8);
        if (headLength < 0)
        {
            return new ChunkedResponse(Encoding.Latin1.GetString(raw), isHeadComplete: false);
        }

        var response = new ChunkedResponse(Encoding.Latin1.GetString(raw[..(headLength + 2)]), isHeadComplete: true);
        var rest = raw[(headLength + 4)..];
        while (!rest.IsEmpty && response.TakeChunk(ref rest))
        {
        }

        return response;
    }

    // False where nothing more can be read: the cut, or a fault.
    private bool TakeChunk(ref ReadOnlySpan<byte> rest)
    {
        if (IsEnded)
        {
            return Fault("bytes behind the last chunk", rest);
        }

        var lineLength = rest.IndexOf("\r\n"u8);
        if (lineLength < 0)
        {
            // All that a cut may leave of a size and its line end.
            var digits = rest[^1] == '\r' ? rest[..^1] : rest;
            return digits.IsEmpty || IsSize(digits) ? false : Fault("no chunk size", rest);
        }

        if (!IsSize(rest[..lineLength]))
        {
            return Fault("no chunk size", rest[..lineLength]);
        }

        var size = int.Parse(rest[..lineLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        rest = rest[(lineLength + 2)..];
        if (size > 0)
        {
            _chunkEnds.Add(_body.Count + size);
        }

        var data = rest[..Math.Min(size, rest.Length)];
        _body.AddRange(data);
        rest = rest[data.Length..];
        var lineEnd = rest[..Math.Min(2, rest.Length)];
        if (!"\r\n"u8.StartsWith(lineEnd))
        {
            return Fault("no line end behind a chunk", lineEnd);
        }

        rest = rest[lineEnd.Length..];
        IsEnded = size == 0 && lineEnd.Length == 2;
        return true;
    }

    private static bool IsSize(ReadOnlySpan<byte> digits) =>
        digits.Length is > 0 and <= MostSizeDigits && !digits.ContainsAnyExcept(HexDigits);

    private bool Fault(string what, ReadOnlySpan<byte> bytes)
    {
        _faults.Add($"chunk {_chunkEnds.Count}: {what}: {BytesText.Of(bytes)}");
        return false;
    }
}
