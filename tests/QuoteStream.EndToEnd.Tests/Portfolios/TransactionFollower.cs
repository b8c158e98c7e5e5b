using System.Net.ServerSentEvents;
using System.Text.Json;

namespace QuoteStream.EndToEnd.Tests.Portfolios;

/// <summary>
/// A subscriber that comes back with its last id whenever its stream ends, as a browser's EventSource does: what it was told is told, whether
/// or not the rest of that write arrived.
/// </summary>
internal sealed class TransactionFollower(HttpClient client, string query)
{
    private readonly List<(long Seq, string? Note)> _told = [];
    private readonly Lock _telling = new();

    /// <summary>Of the last event that had one.</summary>
    public string? LastEventId { get; private set; }

    public int Reconnections { get; private set; }

    /// <summary>Every transaction that it was told, in the order of telling.</summary>
    public IReadOnlyList<(long Seq, string? Note)> Told
    {
        get
        {
            lock (_telling)
            {
                return [.. _told];
            }
        }
    }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stream?" + query);
                if (LastEventId is { } id)
                {
                    request.Headers.Add("Last-Event-ID", id);
                }

                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop);
                response.EnsureSuccessStatusCode();
                await ReadAsync(await response.Content.ReadAsStreamAsync(stop), stop);
            }
            catch (Exception cut) when (cut is HttpRequestException or IOException or OperationCanceledException)
            {
                // The server was killed; it comes again.
            }

            Reconnections++;
            await Task.Delay(20, CancellationToken.None);
        }
    }

    private async Task ReadAsync(Stream body, CancellationToken stop)
    {
        var parser = SseParser.Create(body, (_, data) => JsonElement.Parse(data));
        await foreach (var item in parser.EnumerateAsync(stop))
        {
            // An event and its id come together or not at all.
            LastEventId = item.EventId ?? LastEventId;
            if (item.EventType == "transaction")
            {
                var note = item.Data.TryGetProperty("note", out var text) ? text.GetString() : null;
                lock (_telling)
                {
                    _told.Add((item.Data.GetProperty("seq").GetInt64(), note));
                }
            }
        }
    }
}
