namespace QuoteStream.Feeds.Simulator;

/// <summary>Draws an index as often as its weight says, in constant time whatever the number of weights (Walker's alias method).</summary>
internal sealed class WeightedChoice
{
    private readonly double[] _threshold;
    private readonly int[] _alias;

    /// <param name="weights">All above 0.</param>
    public WeightedChoice(IReadOnlyList<double> weights)
    {
        int count = weights.Count;
        double total = weights.Sum();
        _threshold = [.. weights.Select(w => w * count / total)];
        _alias = [.. Enumerable.Range(0, count)];

        // Each column that is less than full is filled up from one that is more than full.
        var poor = new Stack<int>(Enumerable.Range(0, count).Where(i => _threshold[i] < 1));
        var rich = new Stack<int>(Enumerable.Range(0, count).Where(i => _threshold[i] >= 1));
        while (poor.Count > 0 && rich.Count > 0)
        {
            int small = poor.Pop();
            int large = rich.Pop();
            _alias[small] = large;
            _threshold[large] -= 1 - _threshold[small];
            (_threshold[large] < 1 ? poor : rich).Push(large);
        }
    }

    public int Next(SimulatorRandom random)
    {
        int column = random.NextBelow(_threshold.Length);
        return random.NextUnit() < _threshold[column] ? column : _alias[column];
    }
}
