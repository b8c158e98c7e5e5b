namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>Recorded bytes that are one request's answer.</summary>
internal sealed class Playback(Uri address, ReadOnlyMemory<byte> response, Delivery delivery)
{
    private readonly TaskCompletionSource _cut = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Uri Address => address;

    public ReadOnlyMemory<byte> Response => response;

    public Delivery Delivery => delivery;

    public Task IsCut => _cut.Task;

    /// <summary>Ends the connection, with a FIN.</summary>
    public void Cut() => _cut.TrySetResult();
}
