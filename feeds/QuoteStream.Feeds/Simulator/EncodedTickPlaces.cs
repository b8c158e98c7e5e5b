using QuoteStream.Ingest.V1;

namespace QuoteStream.Feeds.Simulator;

/// <summary>Where in an encoded tick its time and trade ids are, which change from one sending to the next.</summary>
/// <param name="Start">Where the tick begins, among all.</param>
/// <param name="Time">From the tick's beginning, as the others: a tick is short.</param>
/// <param name="Id">Of a trade's id, or of the trade that is cancelled or corrected; 0: none.</param>
/// <param name="CorrectedId">Of the corrected trade's id; 0: none.</param>
internal readonly record struct EncodedTickPlaces(int Start, byte Time, byte Id, byte CorrectedId)
{
    /// <param name="ticks">Encoded ticks, each with its tag and length.</param>
    /// <param name="origin">Where <paramref name="ticks"/> begin, among all.</param>
    /// <param name="position">Of the tick; moved to the next one.</param>
    public static EncodedTickPlaces Find(ReadOnlySpan<byte> ticks, int origin, ref int position)
    {
        int start = position;
        ProtobufField tick = ProtobufField.Read(ticks, position);
        position = tick.End;
        int time = 0;
        int id = 0;
        int correctedId = 0;
        for (int at = tick.Start; at < tick.End;)
        {
            ProtobufField field = ProtobufField.Read(ticks, at);
            at = field.End;
            switch (field.Number)
            {
                case Tick.TimeFieldNumber:
                    time = field.Start - start;
                    break;
                case Tick.TradeFieldNumber:
                    id = Find(ticks, field, Trade.IdFieldNumber).Start - start;
                    break;
                case Tick.CancelFieldNumber:
                    id = Find(ticks, field, TradeCancel.IdFieldNumber).Start - start;
                    break;
                case Tick.CorrectionFieldNumber:
                    id = Find(ticks, field, TradeCorrection.IdFieldNumber).Start - start;
                    ProtobufField corrected = Find(ticks, field, TradeCorrection.CorrectedFieldNumber);
                    correctedId = Find(ticks, corrected, Trade.IdFieldNumber).Start - start;
                    break;
            }
        }

        return new EncodedTickPlaces(origin + start, checked((byte)time), checked((byte)id), checked((byte)correctedId));
    }

    private static ProtobufField Find(ReadOnlySpan<byte> ticks, ProtobufField message, int number)
    {
        for (int at = message.Start; at < message.End;)
        {
            ProtobufField field = ProtobufField.Read(ticks, at);
            if (field.Number == number)
            {
                return field;
            }

            at = field.End;
        }

        throw new InvalidOperationException($"A simulated tick has no field {number} where it should.");
    }
}
