using QuoteStream.Feeds.Simulator;

namespace QuoteStream.Feeds.Itch.Generation;

/// <summary>One stock of a made-up day.</summary>
internal sealed class GeneratedStock(int index, SimulatorRandom random)
{
    // A cent, in units of the feed.
    private const uint StepPrice = 100;

    // Orders gather around the fair price, which keeps away from the ends of the ladder.
    private const int Margin = 64;

    // Five dollars to five hundred: the ladder's lowest step stays above zero.
    private readonly uint _lowest = (uint)(5 + random.NextBelow(495)) * 10_000 - (StepPrice * (GeneratedOrders.Steps / 2));

    /// <summary>Its number of the day, from 1 on.</summary>
    public int Locate { get; } = index + 1;

    public string Symbol { get; } = $"S{index}";

    public bool IsHalted { get; set; }

    /// <summary>Where supply and demand would meet, as a step of the ladder.</summary>
    public int Fair { get; private set; } = GeneratedOrders.Steps / 2;

    public uint PriceOf(int step) => _lowest + ((uint)step * StepPrice);

    /// <summary>Now and then the fair price goes a step up or down.</summary>
    public void Drift()
    {
        const double StepChance = 0.02;
        if (random.NextChance(StepChance))
        {
            Fair = Math.Clamp(Fair + (random.NextChance(0.5) ? 1 : -1), Margin, GeneratedOrders.Steps - Margin);
        }
    }
}
