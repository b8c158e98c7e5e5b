using System.Text;
using System.Text.Json;

namespace QuoteStream.Server.Tests.Portfolios.Notifications;

/// <summary>A client whose connection breaks after so many bytes, which comes back with the last id it has seen, and checks what it is told.</summary>
internal sealed class CutFollower(string query)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>As HTML's event streams have it: the id of the last event that came whole.</summary>
    public string? LastId { get; set; }

    /// <summary>Seq of the last transaction; each has followed the one before it.</summary>
    public long Seq { get; private set; } = -1;

    /// <summary>Names of the events of the last connection, in order.</summary>
    public List<string> Names { get; } = [];

    public int Quotes { get; private set; }

    /// <summary>Data of the last event of each name.</summary>
    public Dictionary<string, JsonElement> Last { get; } = new(StringComparer.Ordinal);

    /// <summary>Of the first transaction expected.</summary>
    public CutFollower From(long seq)
    {
        Seq = seq - 1;
        return this;
    }

    /// <summary>Reads until the condition holds after an event, or so many bytes have come.</summary>
    public async Task ReadAsync(HttpClient http, long cutAfterBytes, Func<string, bool> isEnough)
    {
        Names.Clear();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stream?" + query);
        if (LastId is not null)
        {
            request.Headers.Add("Last-Event-ID", LastId);
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        var open = new List<byte>();
        for (var read = 0L; read < cutAfterBytes;)
        {
            var most = (int)Math.Min(buffer.Length, cutAfterBytes - read);
            var count = await body.ReadAsync(buffer.AsMemory(0, most)).AsTask().WaitAsync(Patience);
            if (count == 0)
            {
                return;
            }

            read += count;
            open.AddRange(buffer.AsSpan(0, count));
            if (TakeEvents(open, isEnough))
            {
                return;
            }
        }
    }

    private bool TakeEvents(List<byte> open, Func<string, bool> isEnough)
    {
        var bytes = open.ToArray().AsSpan();
        var at = 0;
        var enough = false;
        while (!enough && bytes[at..].IndexOf("\n\n"u8) is var length and >= 0)
        {
            enough = Take(Encoding.UTF8.GetString(bytes.Slice(at, length)).Split('\n'), isEnough);
            at += length + 2;
        }

        open.RemoveRange(0, at);
        return enough;
    }

    private bool Take(string[] lines, Func<string, bool> isEnough)
    {
        if (!lines[0].StartsWith("event: ", StringComparison.Ordinal))
        {
            return false;
        }

        var name = lines[0]["event: ".Length..];
        var data = JsonDocument.Parse(lines[1]["data: ".Length..]).RootElement;
        if (name == "transaction")
        {
            var seq = data.GetProperty("seq").GetInt64();
            Assert.True(Seq == -1 || seq == Seq + 1, $"After {Seq} came {seq}, resumed from {LastId}.");
            Assert.True(lines.Length == 3, "A transaction without an id.");
            Seq = seq;
        }

        Quotes += name == "quote" ? 1 : 0;
        Names.Add(name);
        Last[name] = data;
        LastId = lines.Length == 3 ? lines[2]["id: ".Length..] : LastId;
        return isEnough(name);
    }
}
