using FsCheck;
using FsCheck.Fluent;
using QuoteStream.Feeds.Itch.Books;

namespace QuoteStream.Feeds.Tests.Itch;

/// <summary>The books against plain ones, message by message. A failure prints the seed.</summary>
public sealed class OrderBooksTests
{
    private const int Stocks = 3;

    private static readonly Arbitrary<int> Seeds = ArbMap.Default.ArbFor<int>();

    // Few references, so that what cannot be comes often; many prices, so that sides grow deep; and the other way round.
    [Fact]
    public void Any_messages_make_the_same_books_as_plain_ones() => Check.QuickThrowOnFailure(Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        var books = new OrderBooks();
        var plain = new PlainBooks();
        ulong references = random.Next(2) == 0 ? 20u : 2_000u;
        uint prices = random.Next(2) == 0 ? 4u : 200u;
        for (int i = 0; i < 600; i++)
        {
            string before = Describe(books);
            (int stock, bool wasBuy, ulong reference) = (random.Next(Stocks), random.Next(2) == 0, (ulong)random.NextInt64((long)references));
            (uint shares, uint price) = ((uint)random.Next(4) * 100, (uint)random.NextInt64(prices));
            ulong other = (ulong)random.NextInt64((long)references);
            (BookVerdict verdict, bool isDone) = random.Next(6) switch
            {
                0 => (books.Delete(reference, out _), plain.Delete(reference)),
                1 => (books.Reduce(reference, shares, out _, out _), plain.Reduce(reference, shares)),
                2 => (books.Replace(reference, other, shares, price, out _), plain.Replace(reference, other, shares, price)),
                _ => (books.Add(stock, wasBuy, reference, shares, price), plain.Add(stock, wasBuy, reference, shares, price)),
            };

            Assert.Equal(isDone, verdict <= BookVerdict.BestChanged);
            AssertSame(plain, books);
            Assert.True(isDone || Describe(books) == before, "What was refused changed something.");
            Assert.True(verdict != BookVerdict.Changed || BestOf(before) == BestOf(Describe(books)), "A best price changed and nobody said so.");
        }
    }));

    [Fact]
    public void Books_that_grew_and_shrank_are_the_same_as_plain_ones()
    {
        var random = new Random(1);
        var books = new OrderBooks();
        var plain = new PlainBooks();
        for (ulong reference = 0; reference < 150_000; reference++)
        {
            (int stock, bool isBuy) = ((int)(reference % Stocks), reference % 2 == 0);
            (uint shares, uint price) = (1 + (uint)random.Next(500), 1 + (uint)random.Next(3_000));
            Assert.True(books.Add(stock, isBuy, reference * 7, shares, price) <= BookVerdict.BestChanged);
            plain.Add(stock, isBuy, reference * 7, shares, price);
        }

        AssertSame(plain, books);
        foreach (ulong reference in Enumerable.Range(0, 150_000).Select(r => (ulong)r * 7).OrderBy(_ => random.Next()).Take(149_000))
        {
            Assert.True(books.Delete(reference, out _) <= BookVerdict.BestChanged);
            plain.Delete(reference);
        }

        AssertSame(plain, books);
        books.Clear();
        AssertSame(new PlainBooks(), books);
    }

    [Fact]
    public void A_side_has_a_deepest_level_and_what_is_beyond_is_refused()
    {
        var books = new OrderBooks();
        for (uint price = 1; price <= BookSide.MaxLevels; price++)
        {
            Assert.True(books.Add(0, isBuy: true, price, 1, price * 2) <= BookVerdict.BestChanged);
        }

        ulong next = BookSide.MaxLevels + 1;
        Assert.Equal(BookVerdict.TooManyLevels, books.Add(0, true, next, 1, 3));
        Assert.Equal(BookVerdict.Changed, books.Add(0, true, next, 1, 4));
        Assert.Equal(BookVerdict.TooManyLevels, books.Replace(next, next + 1, 1, 3, out _));
        Assert.Equal(BookVerdict.BestChanged, books.Add(0, isBuy: false, next + 1, 1, 3));
        Assert.Equal(BookVerdict.Changed, books.Replace(1, next + 2, 1, 3, out _));
        Assert.Equal((BookSide.MaxLevels, BookSide.MaxLevels + 2), (books.LevelCount(0, isBuy: true), books.OrderCount));
    }

    [Fact]
    public void There_is_a_last_order_and_what_is_beyond_is_refused()
    {
        const int MaxOrders = 100_000;
        var books = new OrderBooks(MaxOrders);
        for (ulong reference = 0; reference < MaxOrders; reference++)
        {
            Assert.True(books.Add(0, isBuy: true, reference, 1, 5) <= BookVerdict.BestChanged);
        }

        Assert.Equal(BookVerdict.TooManyOrders, books.Add(0, isBuy: true, MaxOrders, 1, 5));
        Assert.Equal(BookVerdict.BestChanged, books.Replace(7, MaxOrders, 2, 5, out _));
        Assert.Equal((5u, MaxOrders + 1ul), books.Best(0, isBuy: true));
    }

    private static void AssertSame(PlainBooks plain, OrderBooks books)
    {
        Assert.Equal(plain.OrderCount, books.OrderCount);
        for (int stock = 0; stock < Stocks; stock++)
        {
            foreach (bool isBuy in new[] { true, false })
            {
                (uint Price, ulong Shares, int Orders)[] levels = plain.Levels(stock, isBuy);
                Assert.Equal(levels, PlainBooks.Levels(books, stock, isBuy));
                Assert.Equal(levels.Length == 0 ? default : (levels[0].Price, levels[0].Shares), books.Best(stock, isBuy));
            }
        }
    }

    // A line for each side, its best level first.
    private static string Describe(OrderBooks books) => string.Join('\n',
        from stock in Enumerable.Range(0, Stocks)
        from isBuy in new[] { true, false }
        select string.Join(' ', PlainBooks.Levels(books, stock, isBuy)));

    private static string BestOf(string described) => string.Join('\n', described.Split('\n').Select(side => side.Split(") (")[0].TrimEnd(')')));
}
