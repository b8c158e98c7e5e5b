using QuoteStream.MarketData.Channels;

namespace QuoteStream.Server.Streaming;

/// <summary>Writes what is never conflated: a symbol's trades, and its status changes.</summary>
/// <remarks>Hot path: once per trade and subscriber. Does not allocate.</remarks>
internal static class TapeWriter
{
    /// <returns>False when the batch was full before all trades were written.</returns>
    public static bool WriteTrades(SubscriptionTape tape, ref EventBatch batch)
    {
        var cursor = tape.TradeCursor;
        while (!batch.IsFull)
        {
            var length = tape.Frames.Trades.CopyNext(ref cursor, batch.Free, out var read, out var stamp);
            tape.TradeCursor = cursor;
            if (read == RingRead.Empty)
            {
                return true;
            }

            batch.Add(read == RingRead.Item ? EventKind.Trade : EventKind.Gap, length, stamp);
        }

        return false;
    }

    /// <inheritdoc cref="WriteTrades"/>
    public static bool WriteStatusChanges(SubscriptionTape tape, ref EventBatch batch)
    {
        var cursor = tape.StatusCursor;
        var frames = tape.Frames;
        while (!batch.IsFull)
        {
            // A subscriber that was lapped here (hundreds of changes in one write) goes on with the oldest held: the newest state is among them.
            var read = frames.Channel.StatusChanges.TryRead(ref cursor, out var change, out _);
            tape.StatusCursor = cursor;
            if (read == RingRead.Empty)
            {
                return true;
            }

            if (read == RingRead.Item)
            {
                batch.Add(EventKind.Status, frames.Status.Encode(change, batch.Free), default);
            }
        }

        return false;
    }
}
