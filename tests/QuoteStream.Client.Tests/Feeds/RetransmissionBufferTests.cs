using QuoteStream.Client.Feeds;
using Xunit.Abstractions;

namespace QuoteStream.Client.Tests.Feeds;

public class RetransmissionBufferTests(ITestOutputHelper output)
{
    [Fact]
    public void It_keeps_the_newest_messages_that_fit_whole_and_counts_the_others()
    {
        int seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        const int capacity = 1000;
        var buffer = new RetransmissionBuffer(capacity);
        var kept = new List<(byte[] Frame, ulong First, ulong Last)>();
        var forgotten = new SortedSet<ulong>();
        ulong next = 1;
        ulong accepted = 0;
        for (int step = 0; step < 20_000; step++)
        {
            switch (random.Next(10))
            {
                case < 7:
                    int ticks = random.Next(1, 20);
                    byte[] frame = new byte[random.Next(50) == 0 ? random.Next(1, 1200) : random.Next(1, 150)];
                    random.NextBytes(frame);
                    buffer.Add(frame, next, ticks);
                    kept.Add((frame, next, next + (ulong)ticks - 1));
                    next += (ulong)ticks;
                    break;
                case < 9:
                    accepted = Math.Min(next - 1, accepted + (ulong)random.Next(40));
                    buffer.Accept(accepted);
                    kept.RemoveAll(message => message.Last <= accepted);
                    forgotten.RemoveWhere(number => number <= accepted);
                    break;
                default:
                    byte[] all = buffer.CopyAll(out long retained);
                    while (kept.Sum(message => message.Last - (decimal)message.First + 1) > retained)
                    {
                        Forget(kept[0].First, kept[0].Last);
                        kept.RemoveAt(0);
                    }

                    Assert.Equal(kept.SelectMany(message => message.Frame), all);
                    Assert.Equal(kept.Count == 0, buffer.IsEmpty);
                    Assert.True(all.Length <= capacity);
                    if (random.Next(5) == 0)
                    {
                        Assert.Equal(forgotten.Count, buffer.TakeForgotten());
                        forgotten.Clear();
                    }

                    break;
            }
        }

        void Forget(ulong first, ulong last)
        {
            for (ulong number = first; number <= last; number++)
            {
                if (number > accepted)
                {
                    forgotten.Add(number);
                }
            }
        }
    }

    [Fact]
    public void Room_is_used_to_the_last_byte_and_again_after_acknowledgements()
    {
        var buffer = new RetransmissionBuffer(100);
        for (ulong first = 1; first <= 1000; first += 4)
        {
            for (ulong number = first; number < first + 4; number++)
            {
                buffer.Add(new byte[25], number, 1);
            }

            Assert.Equal(100, buffer.CopyAll(out _).Length);
            buffer.Accept(first + 3);
            Assert.True(buffer.IsEmpty);
        }

        Assert.Equal(0, buffer.TakeForgotten());
    }

    [Fact]
    public void A_message_larger_than_the_buffer_is_given_up_with_all_before_it()
    {
        var buffer = new RetransmissionBuffer(100);
        buffer.Add(new byte[10], 1, 5);
        buffer.Add(new byte[101], 6, 5);
        Assert.True(buffer.IsEmpty);
        buffer.Accept(2);
        Assert.Equal(8, buffer.TakeForgotten());
        Assert.Equal(0, buffer.TakeForgotten());
    }

    [Fact]
    public void Messages_that_come_out_of_order_go_when_all_before_them_are_acknowledged()
    {
        var buffer = new RetransmissionBuffer(1000);
        buffer.Add([3], 21, 10);
        buffer.Add([1], 1, 10);
        buffer.Add([2], 11, 10);

        buffer.Accept(10);
        Assert.Equal([3, 1, 2], buffer.CopyAll(out long ticks));
        Assert.Equal(30, ticks);
        buffer.ForgetAll();

        // What the server has is not in doubt, whatever came behind it.
        Assert.Equal(20, buffer.TakeForgotten());
    }
}
