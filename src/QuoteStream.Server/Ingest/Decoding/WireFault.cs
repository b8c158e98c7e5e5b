namespace QuoteStream.Server.Ingest.Decoding;

/// <summary>How bytes fail to be a protobuf message.</summary>
internal enum WireFault : byte
{
    None,

    /// <summary>A field runs past the end of the message that holds it.</summary>
    Truncated,

    /// <summary>A varint without an end within ten bytes.</summary>
    VarintTooLong,

    /// <summary>A field number of 0, or one above 2^29 - 1.</summary>
    BadFieldNumber,

    /// <summary>Wire type 6 or 7.</summary>
    BadWireType,

    /// <summary>A length that no message can have.</summary>
    BadLength,

    /// <summary>An end of a group that was not begun, or of another group.</summary>
    UnexpectedGroupEnd,

    /// <summary>Groups within groups beyond <see cref="WireCheck.MaxGroupDepth"/>.</summary>
    TooDeep,

    /// <summary>A text field of the session's start that is not UTF-8.</summary>
    BadUtf8,
}
