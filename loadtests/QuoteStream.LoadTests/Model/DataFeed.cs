namespace QuoteStream.LoadTests.Model;

/// <summary>Makes data feeds from data that is read once.</summary>
public static class DataFeed
{
    /// <summary>A copy always gets the same item, that of its number.</summary>
    public static IDataFeed<T> Constant<T>(IEnumerable<T> data) => new ConstantFeed<T>(Items(data));

    /// <summary>One item after the other, over all copies, and from the first again.</summary>
    public static IDataFeed<T> Circular<T>(IEnumerable<T> data) => new CircularFeed<T>(Items(data));

    /// <summary>Any item.</summary>
    public static IDataFeed<T> Random<T>(IEnumerable<T> data) => new RandomFeed<T>(Items(data));

    private static T[] Items<T>(IEnumerable<T> data)
    {
        T[] items = [.. data];
        return items.Length > 0 ? items : throw new ArgumentException("A data feed needs at least one item.", nameof(data));
    }

    private sealed class ConstantFeed<T>(T[] items) : IDataFeed<T>
    {
        public T GetNextItem(ScenarioInfo scenarioInfo) => items[scenarioInfo.InstanceNumber % items.Length];
    }

    private sealed class CircularFeed<T>(T[] items) : IDataFeed<T>
    {
        private int _next = -1;

        // Copies take turns: each its own item.
        public T GetNextItem(ScenarioInfo scenarioInfo) => items[(uint)Interlocked.Increment(ref _next) % (uint)items.Length];
    }

    private sealed class RandomFeed<T>(T[] items) : IDataFeed<T>
    {
        public T GetNextItem(ScenarioInfo scenarioInfo) => items[System.Random.Shared.Next(items.Length)];
    }
}
