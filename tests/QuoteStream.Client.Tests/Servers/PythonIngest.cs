using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using QuoteStream.Ingest.V1;
using QuoteStream.Testing;

namespace QuoteStream.Client.Tests.Servers;

/// <summary>Debian's gRPC for Python as an ingest server: ingest_server.py in a process of its own.</summary>
internal sealed class PythonIngest : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<JsonElement> _events = new();
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reading;

    private PythonIngest(int port)
    {
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // Each server's port must be its own: two that share one would take turns.
            Environment = { ["GRPC_SO_REUSEPORT"] = "0" },
        };
        start.ArgumentList.Add(Path.Combine(RepositoryFolder.Root, "tests/QuoteStream.Client.Tests/Servers/ingest_server.py"));
        start.ArgumentList.Add(port.ToString());
        _process = Process.Start(start)!;
        _reading = ReadAsync();
    }

    public Uri Address { get; private set; } = null!;

    public int CallCount => Of("call").Count();

    /// <summary>Everything that arrived, in order, over all calls.</summary>
    public IReadOnlyList<PublishRequest> Messages => [.. Of("message").Select(Parse)];

    public static async Task<PythonIngest> StartAsync(int port = 0)
    {
        var server = new PythonIngest(port);
        int bound = await server._port.Task.WaitAsync(Eventually.DefaultTimeout);
        server.Address = new Uri($"http://127.0.0.1:{bound}");
        return server;
    }

    public IReadOnlyList<PublishRequest> MessagesOf(int call) =>
        [.. Of("message").Where(e => e.GetProperty("call").GetInt32() == call).Select(Parse)];

    /// <summary>The request headers of a call.</summary>
    public Dictionary<string, string> MetadataOf(int call) =>
        Of("call").Single(e => e.GetProperty("call").GetInt32() == call).GetProperty("metadata").Deserialize<Dictionary<string, string>>()!;

    /// <summary>Gives a command and waits until it is obeyed.</summary>
    public async Task TellAsync(string command)
    {
        int before = Of("done").Count();
        await _process.StandardInput.WriteLineAsync(command);
        await _process.StandardInput.FlushAsync();
        await Eventually.True(() => Of("done").Count() > before);
    }

    /// <summary>Waits until everything that the server has seen so far is to be read here.</summary>
    public Task SettleAsync() => TellAsync("settle");

    /// <summary>Ends the process in the middle of whatever it does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private static PublishRequest Parse(JsonElement message) =>
        PublishRequest.Parser.ParseFrom(Convert.FromHexString(message.GetProperty("hex").GetString()!));

    private IEnumerable<JsonElement> Of(string name) =>
        _events.Where(e => e.TryGetProperty("event", out JsonElement value) && value.GetString() == name);

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            JsonElement read = JsonDocument.Parse(line).RootElement;
            if (read.TryGetProperty("port", out JsonElement port))
            {
                _port.TrySetResult(port.GetInt32());
            }

            _events.Enqueue(read);
        }

        _port.TrySetException(new InvalidOperationException("The Python server ended before it listened."));
    }
}
