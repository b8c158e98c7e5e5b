namespace QuoteStream.LoadTests.Model;

/// <summary>Test data that a scenario's copies share. Any thread.</summary>
public interface IDataFeed<out T>
{
    T GetNextItem(ScenarioInfo scenarioInfo);
}
