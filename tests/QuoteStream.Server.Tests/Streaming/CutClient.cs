using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace QuoteStream.Server.Tests.Streaming;

/// <summary>A client whose connection breaks after so many bytes, wherever that is, and which comes back with its last id.</summary>
internal sealed class CutClient(Uri server, string query)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>As HTML's event streams have it: the id of the last event that came whole.</summary>
    public string? LastId { get; private set; }

    /// <summary>The newest quote of each symbol: its seq, and all of it but the time it was sent.</summary>
    public Dictionary<string, (long Seq, string Quote)> Quotes { get; } = new(StringComparer.Ordinal);

    /// <summary>Which trades of each symbol came, or were said to be lost.</summary>
    public Dictionary<string, SortedSet<long>> Trades { get; } = new(StringComparer.Ordinal);

    /// <summary>Which trades of each symbol came over the last connection.</summary>
    public Dictionary<string, SortedSet<long>> Received { get; } = new(StringComparer.Ordinal);

    /// <summary>Which trades of each symbol were said to be missed on the last connection.</summary>
    public Dictionary<string, SortedSet<long>> Missed { get; } = new(StringComparer.Ordinal);

    /// <summary>The last missed of each gap of the last connection that could not say where it begins.</summary>
    public List<long> OpenGaps { get; } = [];

    /// <summary>What hello said of the last connection.</summary>
    public string Resume { get; private set; } = string.Empty;

    /// <summary>Quotes of the last connection.</summary>
    public int QuotesReceived { get; private set; }

    /// <summary>Reads until the condition holds after an event, or the connection breaks.</summary>
    /// <param name="cutAfterBytes">Of the response, its head and its chunks' lengths included.</param>
    public async Task ReadAsync(int cutAfterBytes, Func<string, bool> isEnough)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, server.Port));
        var resume = LastId is null ? string.Empty : $"Last-Event-ID: {LastId}\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET /v1/stream?{query} HTTP/1.1\r\nHost: {server.Authority}\r\n{resume}\r\n"));
        QuotesReceived = 0;
        Received.Clear();
        Missed.Clear();
        OpenGaps.Clear();
        var received = new List<byte>();
        var body = new StringBuilder();
        var parsed = 0;
        var buffer = new byte[16 * 1024];
        while (received.Count < cutAfterBytes)
        {
            var most = Math.Min(buffer.Length, cutAfterBytes - received.Count);
            var count = await socket.ReceiveAsync(buffer.AsMemory(0, most)).AsTask().WaitAsync(Patience);
            Assert.NotEqual(0, count);
            received.AddRange(buffer.AsSpan(0, count));
            parsed = Unchunk(received, parsed, body);
            if (TakeEvents(body, isEnough))
            {
                break;
            }
        }

        // No goodbye: what the server has written meanwhile is lost, as on a broken line.
        socket.LingerState = new LingerOption(true, 0);
    }

    // Appends the chunks that are whole; of the last, cut chunk what there is of it counts for nothing more than an event that is cut.
    private static int Unchunk(List<byte> received, int at, StringBuilder body)
    {
        var bytes = received.ToArray();
        if (at == 0)
        {
            var head = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
            if (head < 0)
            {
                return 0;
            }

            at = head + 4;
        }

        while (bytes.AsSpan(at).IndexOf("\r\n"u8) is var line and > 0)
        {
            var length = int.Parse(Encoding.ASCII.GetString(bytes, at, line), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var end = at + line + 2 + length + 2;
            if (end > bytes.Length)
            {
                break;
            }

            body.Append(Encoding.UTF8.GetString(bytes, at + line + 2, length));
            at = end;
        }

        return at;
    }

    private bool TakeEvents(StringBuilder body, Func<string, bool> isEnough)
    {
        var text = body.ToString();
        var at = 0;
        var enough = false;
        for (int end; (end = text.IndexOf("\n\n", at, StringComparison.Ordinal)) >= 0; at = end + 2)
        {
            var lines = text[at..end].Split('\n');
            if (lines[0].StartsWith("event: ", StringComparison.Ordinal))
            {
                Take(lines[0]["event: ".Length..], JsonDocument.Parse(lines[1]["data: ".Length..]).RootElement);
                LastId = lines.Length == 3 ? lines[2]["id: ".Length..] : LastId;
                enough |= isEnough(lines[0]["event: ".Length..]);
            }
        }

        body.Remove(0, at);
        return enough;
    }

    private void Take(string name, JsonElement data)
    {
        switch (name)
        {
            case "hello":
                Resume = data.GetProperty("resume").GetString()!;
                break;
            case "quote":
                QuotesReceived++;
                Quotes[data.GetProperty("symbol").GetString()!] = (data.GetProperty("seq").GetInt64(), Plain(data));
                break;
            case "trade":
                var trade = data.GetProperty("seq").GetInt64();
                Of(Trades, data).Add(trade);
                Assert.True(Of(Received, data).Add(trade), $"Trade {trade} came twice.");
                break;
            case "gap":
                TakeGap(data);
                break;
            default:
                break;
        }
    }

    /// <summary>A quote but for the time it was sent, which differs from copy to copy.</summary>
    public static string Plain(JsonElement quote) =>
        string.Join(',', quote.EnumerateObject().Where(p => p.Name != "sent").Select(p => $"{p.Name}:{p.Value}"));

    private void TakeGap(JsonElement gap)
    {
        Assert.Equal("trade", gap.GetProperty("kind").GetString());
        var last = gap.GetProperty("lastMissed").GetInt64();
        if (!gap.TryGetProperty("firstMissed", out var first))
        {
            Assert.False(gap.TryGetProperty("missed", out _), "How many it is, without where it begins.");
            OpenGaps.Add(last);
            return;
        }

        Assert.Equal(last - first.GetInt64() + 1, gap.GetProperty("missed").GetInt64());
        for (var seq = first.GetInt64(); seq <= last; seq++)
        {
            Of(Trades, gap).Add(seq);
            Assert.True(Of(Missed, gap).Add(seq), $"Trade {seq} was missed twice.");
            Assert.False(Of(Received, gap).Contains(seq), $"Trade {seq} came, and then was missed.");
        }
    }

    private static SortedSet<long> Of(Dictionary<string, SortedSet<long>> numbers, JsonElement data)
    {
        var symbol = data.GetProperty("symbol").GetString()!;
        if (!numbers.TryGetValue(symbol, out var of))
        {
            numbers.Add(symbol, of = []);
        }

        return of;
    }
}
