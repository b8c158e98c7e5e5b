namespace QuoteStream.Feeds.Adapters;

/// <summary>A decoder of a file that is its feed's messages, one behind the other.</summary>
/// <param name="input">Disposed with the decoder.</param>
public abstract class InputDecoder(FeedInput input) : FeedDecoder
{
    private RecordingEnd? _ending;
    private string? _endDetail;

    public override double ReadShare => Input.ReadShare;

    /// <remarks>Once nothing is left, it is <see cref="RecordingEnd.Whole"/> unless said otherwise.</remarks>
    public override RecordingEnd Ending =>
        _ending ?? (Input.Fault is not null ? RecordingEnd.CutShort : Input.Peek(1).IsEmpty ? RecordingEnd.Whole : RecordingEnd.NotReached);

    public override string? EndDetail =>
        _endDetail ?? (Input.Fault is { } fault ? $"at byte {Input.Position}: the compressed data is cut or broken ({fault})" : null);

    protected FeedInput Input { get; } = input;

    /// <summary>Says that nothing can be read behind this place. False, for whoever was asked to read.</summary>
    /// <param name="detail">A part of a sentence: what is wrong there.</param>
    protected bool EndAs(RecordingEnd ending, string detail)
    {
        _ending = ending;
        _endDetail = Input.Fault is { } fault
            ? $"at byte {Input.Position}: the compressed data is cut or broken ({fault})"
            : $"at byte {Input.Position}: {detail}";
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        Input.Dispose();
        base.Dispose(disposing);
    }
}
