using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace QuoteStream.Testing;

/// <summary>A program that a test runs, with what it prints line by line. Disposing ends it, and nothing else.</summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int Sigkill = 9;
    private const int Sigterm = 15;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly ConcurrentQueue<string> _errors = new();

    private ChildProcess(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Lines of the standard output so far.</summary>
    public IReadOnlyCollection<string> Output => _output;

    /// <summary>Lines of the error output so far.</summary>
    public IReadOnlyCollection<string> Errors => _errors;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>What it reads. Close it where the program waits for the end of its input.</summary>
    public StreamWriter Input => _process.StandardInput;

    public static ChildProcess Start(string program, params string[] args) => new(new ProcessStartInfo(program, args));

    /// <param name="folder">What the program runs in.</param>
    public static ChildProcess StartIn(string folder, string program, params string[] args) =>
        new(new ProcessStartInfo(program, args) { WorkingDirectory = folder });

    /// <summary>Asks it to end, as Ctrl-C's kinder sister SIGTERM does, and returns its exit code.</summary>
    public Task<int> TerminateAsync()
    {
        _ = SendSignal(_process.Id, Sigterm);
        return WaitForExitAsync();
    }

    /// <summary>Ends it in the middle of whatever it does, as a crash would.</summary>
    public Task<int> KillAsync()
    {
        _process.Kill();
        return WaitForExitAsync();
    }

    /// <summary>Ends a process that one which the test started has started.</summary>
    public static void Kill(int processId) => _ = SendSignal(processId, Sigkill);

    /// <summary>Waits until it has ended and all of its output is read; returns its exit code.</summary>
    public async Task<int> WaitForExitAsync()
    {
        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static void Keep(ConcurrentQueue<string> lines, string? line)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int processId, int signal);
}
