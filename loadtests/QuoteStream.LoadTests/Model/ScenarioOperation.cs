namespace QuoteStream.LoadTests.Model;

/// <summary>What a scenario's copies are doing.</summary>
public enum ScenarioOperation
{
    /// <summary>The same work, not measured.</summary>
    WarmUp,

    /// <summary>The measured work.</summary>
    Bombing,
}
