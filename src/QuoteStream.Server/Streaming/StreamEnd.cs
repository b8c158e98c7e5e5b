namespace QuoteStream.Server.Streaming;

/// <summary>Why a stream ended. The order is that of the metric's label values.</summary>
public enum StreamEnd : byte
{
    /// <summary>The client went away.</summary>
    Client,
    Shutdown,

    /// <summary>A write took longer than the write timeout.</summary>
    Slow,
    Capacity,

    /// <summary>It reached the greatest age that a stream may have.</summary>
    Age,

    /// <summary>Its credentials expired.</summary>
    Expired,

    /// <summary>Its owner ended it by a request: it is not to come back.</summary>
    Displaced,

    /// <summary>A bug: the stream's loop threw.</summary>
    Error,
}
