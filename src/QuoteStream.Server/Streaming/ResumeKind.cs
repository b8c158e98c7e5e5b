namespace QuoteStream.Server.Streaming;

/// <summary>How a stream begins.</summary>
internal enum ResumeKind : byte
{
    /// <summary>The client brought no cursor.</summary>
    None,

    /// <summary>Its cursor says nothing here: every symbol is sent.</summary>
    Snapshot,

    /// <summary>Only symbols that changed since its cursor are sent.</summary>
    Delta,
}
