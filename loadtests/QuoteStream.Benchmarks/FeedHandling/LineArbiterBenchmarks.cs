using BenchmarkDotNet.Attributes;
using QuoteStream.MarketData.FeedHandling;

namespace QuoteStream.Benchmarks.FeedHandling;

/// <summary>What arbitration alone costs: a number that is due, and a pair of lines that both bring every number.</summary>
public class LineArbiterBenchmarks
{
    private const int Numbers = 100_000;

    private readonly LineArbiter _arbiter = new();

    [Benchmark(OperationsPerInvoke = Numbers)]
    public int InOrder()
    {
        var taken = 0;
        var first = _arbiter.NextSequence;
        for (var number = first; number < first + Numbers; number++)
        {
            taken += _arbiter.Accept(number) == LineVerdict.InOrder ? 1 : 0;
        }

        return taken;
    }

    /// <summary>Two ticks each.</summary>
    [Benchmark(OperationsPerInvoke = Numbers * 2)]
    public int InOrderOnTwoLines()
    {
        var taken = 0;
        var first = _arbiter.NextSequence;
        for (var number = first; number < first + Numbers; number++)
        {
            taken += _arbiter.Accept(number) == LineVerdict.InOrder ? 1 : 0;
            taken += _arbiter.Accept(number) == LineVerdict.InOrder ? 1 : 0;
        }

        return taken;
    }
}
