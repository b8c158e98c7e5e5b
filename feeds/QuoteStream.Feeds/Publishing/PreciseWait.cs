using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Tasks.Sources;

namespace QuoteStream.Feeds.Publishing;

/// <summary>Waits to a tenth of a millisecond, where timers wait to some, on a thread of its own that goes on with whoever waited.</summary>
/// <remarks>
/// One wait at a time. What follows an awaited wait runs on that thread until it waits for something else: handing it to the thread pool
/// would cost more than all the rest. It sleeps in the kernel and never spins.
/// </remarks>
internal sealed class PreciseWait : IValueTaskSource, IDisposable
{
    private const long NanosPerSecond = 1_000_000_000;

    private readonly SemaphoreSlim _asked = new(0);
    private ManualResetValueTaskSourceCore<bool> _done;
    private long _due;

    // Volatile: set by whoever disposes, read by the thread when it is asked for the last time.
    private volatile bool _isDisposed;

    public PreciseWait()
    {
        // Above normal: it does next to nothing, and that at its time. Linux does not heed it.
        new Thread(Run) { IsBackground = true, Name = "feed pace", Priority = ThreadPriority.AboveNormal }.Start();
    }

    public ValueTask WaitAsync(TimeSpan time)
    {
        _done.Reset();
        _due = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        _asked.Release();
        return new ValueTask(this, _done.Version);
    }

    /// <remarks>Not while somebody waits.</remarks>
    public void Dispose()
    {
        // Does not wait for the thread: it may be the one that is here.
        _isDisposed = true;
        _asked.Release();
    }

    void IValueTaskSource.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);

    private void Run()
    {
        while (true)
        {
            _asked.Wait();
            if (_isDisposed)
            {
                _asked.Dispose();
                return;
            }

            while (Stopwatch.GetTimestamp() < _due)
            {
                Sleep((_due - Stopwatch.GetTimestamp()) / (double)Stopwatch.Frequency);
            }

            _done.SetResult(true);
        }
    }

    private static void Sleep(double seconds)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            // A signal may end it early: the caller looks at the clock.
            var time = new Timespec { Nanos = (nint)(Math.Clamp(seconds, 0, 0.9) * NanosPerSecond) };
            _ = NanoSleep(in time, IntPtr.Zero);
            return;
        }

        Thread.Sleep(TimeSpan.FromSeconds(Math.Max(seconds, 0)));
    }

    [DllImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int NanoSleep(in Timespec time, IntPtr left);

    /// <summary>https://man7.org/linux/man-pages/man3/timespec.3type.html; seconds and nanoseconds are one machine word each.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Timespec
    {
        public nint Seconds;
        public nint Nanos;
    }
}
