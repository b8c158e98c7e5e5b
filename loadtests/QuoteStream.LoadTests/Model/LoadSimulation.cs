namespace QuoteStream.LoadTests.Model;

/// <summary>A part of a scenario's load profile. Made by <see cref="Simulation"/>.</summary>
/// <param name="During">How long it lasts; zero where it lasts until its iterations are done.</param>
public abstract record LoadSimulation(TimeSpan During)
{
    /// <summary>Copies run one after the other for as long as it lasts: a server that is slow is asked less.</summary>
    public abstract bool IsClosed { get; }

    public virtual string Name => GetType().Name;
}
