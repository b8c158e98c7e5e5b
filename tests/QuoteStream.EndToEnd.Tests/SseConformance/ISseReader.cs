namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>A parser of event streams that was made elsewhere, with the reconnecting that belongs to it. One stream at a time.</summary>
internal interface ISseReader : IAsyncDisposable
{
    /// <summary>Opens a stream, and closes and forgets the one before it.</summary>
    Task OpenAsync(Uri stream);

    /// <summary>Every event since, in order, over all of the stream's connections.</summary>
    Task<IReadOnlyList<ParsedEvent>> EventsAsync();

    /// <summary>How many of the stream's connections have ended or failed.</summary>
    Task<int> EndsAsync();

    /// <summary>Whether it has given the stream up, and will not come back.</summary>
    Task<bool> IsClosedAsync();
}
