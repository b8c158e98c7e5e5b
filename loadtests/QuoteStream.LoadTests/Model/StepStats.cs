namespace QuoteStream.LoadTests.Model;

/// <summary>The figures of a step.</summary>
public sealed record StepStats(string StepName, MeasurementStats Ok, MeasurementStats Fail);
