using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class TransactionCursorTests
{
    [Fact]
    public void Longest_id_has_64_characters_of_the_allowed_ones()
    {
        var id = new StreamCursor(uint.MaxValue, long.MaxValue, uint.MaxValue).ToString(new TransactionCursor(long.MaxValue, uint.MaxValue >> 1));

        Assert.Equal(StreamCursor.MaxLength, id.Length);
        Assert.Matches(@"^[A-Za-z0-9._-]+\z", id);
    }

    [Fact]
    public void Any_values_come_back_as_they_were_and_fit()
    {
        var random = new Random(7);
        for (var i = 0; i < 100_000; i++)
        {
            var quotes = new StreamCursor((uint)random.NextInt64(), random.NextInt64() >> random.Next(63), random.Next(2) == 0 ? 0 : (uint)random.NextInt64() | 1);
            var transactions = new TransactionCursor(random.NextInt64() >> random.Next(63), TransactionCursor.HashOf($"portfolio {i}"));
            var id = quotes.ToString(transactions);

            Assert.InRange(id.Length, 1, StreamCursor.MaxLength);
            Assert.Matches(@"^[A-Za-z0-9._-]+\z", id);
            Assert.True(StreamCursor.TryParse(id, out var quotesRead, out var transactionsRead), id);
            Assert.Equal((quotes, transactions), (quotesRead, transactionsRead));
        }
    }

    [Fact]
    public void Id_without_transactions_is_what_it_was_before_there_were_any()
    {
        var quotes = new StreamCursor(0xABCDEF, 42);

        Assert.Equal("q1.00abcdef.42", quotes.ToString());
        Assert.Equal("q1.00abcdef.42", quotes.ToString(default));
        Assert.True(StreamCursor.TryParse("q1.00abcdef.42", out _, out var transactions));
        Assert.True(transactions.IsNone);
    }

    [Theory]
    [InlineData("q1.00abcdef.42.t")]
    [InlineData("q1.00abcdef.42.t5")]
    [InlineData("q1.00abcdef.42.t-abcde")]
    [InlineData("q1.00abcdef.42.t5-abcd")]
    [InlineData("q1.00abcdef.42.t5-abcdef")]
    [InlineData("q1.00abcdef.42.t5-abc.e")]
    [InlineData("q1.00abcdef.42.t-5-abcde")]
    [InlineData("q1.00abcdef.42.t+5-abcde")]
    [InlineData("q1.00abcdef.42.t 5-abcde")]
    [InlineData("q1.00abcdef.42.tffffffffffffffff-abcde")]
    [InlineData("q1.00abcdef.42.t10000000000000000-abcde")]
    public void Nonsense_is_no_transactions_part_and_leaves_the_quotes_part_alone(string id)
    {
        Assert.True(StreamCursor.TryParse(id, out var quotes, out var transactions));

        Assert.Equal(new StreamCursor(0xABCDEF, 42), quotes);
        Assert.True(transactions.IsNone);
    }

    [Fact]
    public void Transactions_part_counts_also_where_the_quotes_part_makes_no_sense()
    {
        var transactions = new TransactionCursor(9, TransactionCursor.HashOf("p"));
        var id = new StreamCursor(1, 2).ToString(transactions).Replace("q1.", "q9.", StringComparison.Ordinal);

        Assert.False(StreamCursor.TryParse(id, out _, out var read));

        Assert.Equal(transactions, read);
    }
}
