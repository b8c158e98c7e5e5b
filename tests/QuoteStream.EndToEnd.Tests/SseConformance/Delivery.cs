namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>How a response's bytes are handed on to its reader, and where they are cut.</summary>
internal sealed record Delivery
{
    private const int MostPieceBytes = 64 * 1024;

    public static readonly Delivery Whole = new();

    /// <summary>At a time; every piece is of another length up to it where there is a <see cref="Random"/>.</summary>
    public int PieceBytes { get; init; } = MostPieceBytes;

    public Random? Random { get; init; }

    /// <summary>After each piece: small ones make a slow reader, large ones one that gets several writes at once.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>After so many bytes, those of the head included, the connection ends.</summary>
    public long CutAfter { get; init; } = long.MaxValue;

    /// <summary>Whether it ends with a reset, as where a router has gone, and not with a FIN, as where a process has.</summary>
    public bool IsReset { get; init; }

    public int NextPiece() => Random?.Next(1, PieceBytes + 1) ?? PieceBytes;
}
