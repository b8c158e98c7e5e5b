namespace QuoteStream.MarketData.Tests.FeedHandling;

/// <summary>One message on a line: ticks with consecutive numbers, or a heartbeat, which has none.</summary>
/// <param name="First">Of a heartbeat: the number that comes next.</param>
internal sealed record Packet(int Line, ulong First, int Count)
{
    /// <summary>Both lines of a feed with the numbers from <paramref name="first"/> on, cut, lost, doubled, out of order and interleaved at random.</summary>
    /// <param name="mayLoseBoth">Whether a number may be lost on both lines; else each arrives at least once.</param>
    public static List<Packet> Deliver(Random random, ulong first, int count, bool mayLoseBoth)
    {
        var loss = random.Next(60);
        var disorder = random.Next(1, 30);
        var arrivals = new List<(double At, Packet Packet)>();
        var hasArrived = new bool[count];
        for (var line = 0; line < 2; line++)
        {
            var lag = random.Next(20);
            for (int i = 0, length; i < count; i += length)
            {
                length = Math.Min(random.Next(1, 12), count - i);
                if (random.Next(100) < loss)
                {
                    continue;
                }

                Array.Fill(hasArrived, true, i, length);
                for (var copy = 0; copy == 0 || random.Next(10) == 0; copy++)
                {
                    arrivals.Add((i + lag + (random.NextDouble() * disorder), new Packet(line, first + (ulong)i, length)));
                }

                if (random.Next(10) == 0)
                {
                    arrivals.Add((i + lag + (random.NextDouble() * disorder), new Packet(line, first + (ulong)(i + length), 0)));
                }
            }
        }

        for (var i = 0; !mayLoseBoth && i < count; i++)
        {
            if (!hasArrived[i])
            {
                arrivals.Add((i + (random.NextDouble() * disorder), new Packet(random.Next(2), first + (ulong)i, 1)));
            }
        }

        return [.. arrivals.OrderBy(arrival => arrival.At).Select(arrival => arrival.Packet)];
    }
}
