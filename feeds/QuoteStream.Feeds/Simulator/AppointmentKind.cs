namespace QuoteStream.Feeds.Simulator;

internal enum AppointmentKind : byte
{
    /// <summary>A venue that locked the market steps aside.</summary>
    Unlock,

    /// <summary>Some stock is paused, for it moved too far.</summary>
    Pause,

    /// <summary>Some company is about to have news.</summary>
    Halt,
    ReleaseNews,

    /// <summary>A halted stock is quoted again.</summary>
    Quote,

    /// <summary>A paused or halted stock trades again.</summary>
    Resume,
    Restatement,
}
