namespace QuoteStream.LoadTests.Measuring;

/// <summary>Says what a process has used so far.</summary>
public interface IProcessProbe
{
    /// <summary>Null when the process cannot be asked at the moment.</summary>
    Task<ProcessUse?> ReadAsync(CancellationToken cancellationToken);
}
