using QuoteStream.Ingest.V1;

namespace QuoteStream.Client.Tests.Feeds;

/// <summary>Ticks of every kind whose numbers and texts favour the edges of their encodings.</summary>
internal sealed class RandomTicks(Random random)
{
    public Tick Next()
    {
        var tick = new Tick { Symbol = Text(32), Time = Number(), Venue = random.Next(3) == 0 ? Text(4) : "" };
        switch (random.Next(6))
        {
            case 0:
                tick.Quote = new Quote { BidPrice = (long)Number(), BidSize = Number(), AskPrice = (long)Number(), AskSize = Number() };
                break;
            case 1:
                tick.Trade = NextTrade();
                break;
            case 2:
                tick.Cancel = new TradeCancel { Id = Text(200) };
                break;
            case 3:
                tick.Correction = new TradeCorrection { Id = Text(200), Corrected = NextTrade() };
                break;
            case 4:
                tick.Status = new Status { State = (TradingState)(int)Number(), Reason = Text(20) };
                break;
            default:
                tick.Reference = NextReference();
                break;
        }

        return tick;
    }

    /// <summary>Any width from 0 to 64 bits, as likely as another.</summary>
    public ulong Number()
    {
        int bits = random.Next(65);
        ulong value = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        return bits == 0 ? 0 : value >> (64 - bits);
    }

    private Trade NextTrade() => new() { Price = (long)Number(), Size = Number(), Id = Text(200), Conditions = Text(4) };

    private Reference NextReference()
    {
        var reference = new Reference { Name = Text(300), Currency = Text(3), RoundLot = (uint)Number() };
        if (random.Next(2) == 0)
        {
            reference.PreviousClose = (long)Number();
        }

        if (random.Next(2) == 0)
        {
            reference.OfficialClose = (long)Number();
        }

        return reference;
    }

    private string Text(int longest) =>
        string.Create(random.Next(longest + 1), random, (text, source) =>
        {
            foreach (ref char c in text)
            {
                c = source.Next(8) == 0 ? 'é' : (char)source.Next(' ', '~');
            }
        });
}
