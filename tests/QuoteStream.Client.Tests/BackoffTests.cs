namespace QuoteStream.Client.Tests;

public class BackoffTests
{
    [Fact]
    public void Waits_double_up_to_the_longest_and_start_anew_after_a_reset()
    {
        var backoff = new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10));
        for (int round = 0; round < 100; round++)
        {
            foreach (int seconds in new[] { 1, 2, 4, 8, 10, 10 })
            {
                TimeSpan wait = backoff.Next();
                Assert.InRange(wait, TimeSpan.FromSeconds(seconds) / 2, TimeSpan.FromSeconds(seconds));
                Assert.True(backoff.IsRepeated);
            }

            backoff.Reset();
            Assert.False(backoff.IsRepeated);
        }
    }
}
