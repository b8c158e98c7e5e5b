namespace QuoteStream.Server.Streaming;

/// <summary>Something that wants to be told when its time has come: an entry of one <see cref="TimingWheel"/>.</summary>
internal abstract class WheelTimer
{
    /// <summary>Neighbours in the slot's ring. All guarded by the wheel's lock.</summary>
    internal WheelTimer? Previous;
    internal WheelTimer? Next;
    internal int Slot = -1;
    internal bool IsRetired;

    /// <summary>On the wheel's clock.</summary>
    internal long DueMicros;

    /// <summary>Its time has come; it is not on the wheel any more. The wheel's own thread: must be quick and not throw.</summary>
    protected internal abstract void OnDue();
}
