namespace QuoteStream.Server.Streaming.Transport;

/// <summary>How many streams hold a compressor, whose memory is twenty times a stream's own: bounded by <see cref="StreamingOptions.MaxCompressedStreams"/>.</summary>
/// <remarks>Any number of threads.</remarks>
internal sealed class CompressorPlaces(StreamingOptions options)
{
    private int _taken;

    /// <summary>False: there is none left; else <see cref="Leave"/> has to follow.</summary>
    public bool TryEnter()
    {
        // Counted first, so that no two streams take the last place.
        if (Interlocked.Increment(ref _taken) <= options.MaxCompressedStreams)
        {
            return true;
        }

        Leave();
        return false;
    }

    public void Leave() => Interlocked.Decrement(ref _taken); // Frees what TryEnter took.
}
