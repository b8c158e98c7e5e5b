using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace QuoteStream.EndToEnd.Tests.Portfolios;

/// <summary>
/// A client that posts one transaction after another. Where no answer comes it either sends the same again under the same key, as a careful
/// client does, or gives it up and never knows.
/// </summary>
/// <param name="acknowledged">Gets each key whose 201 or 200 came, with the seq that it told.</param>
internal sealed class TransactionWriter(HttpClient client, string portfolio, string name, int seed, ConcurrentDictionary<string, long> acknowledged)
{
    private readonly Random _random = new(seed);
    private int _count;

    /// <summary>Answers that no failure of the server explains.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{name}-{_count++}");
            await PostAsync(key, Body(key), stop);
        }
    }

    private string Body(string key)
    {
        var cents = _random.Next(1, 100_000);
        var type = _random.Next(3) == 0 ? "withdrawal" : "deposit";
        // The note tells the auditor which key a row was booked under.
        return string.Create(CultureInfo.InvariantCulture, $$"""{"type":"{{type}}","amount":{{cents / 100m}},"note":"{{key}}"}""");
    }

    private async Task PostAsync(string key, string body, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/portfolios/{portfolio}/transactions")
                {
                    Content = new StringContent(body, Encoding.UTF8, "application/json"),
                };
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await client.SendAsync(request, stop);
                var text = await answer.Content.ReadAsStringAsync(stop);
                if (Take(key, answer.StatusCode, text))
                {
                    return;
                }
            }
            catch (Exception lost) when (lost is HttpRequestException or IOException or OperationCanceledException)
            {
                // The server was killed while it worked on this: whether it is booked nobody knows.
                if (_random.Next(4) == 0)
                {
                    return;
                }
            }

            await Task.Delay(20, CancellationToken.None);
        }
    }

    private bool Take(string key, HttpStatusCode status, string text)
    {
        switch (status)
        {
            case HttpStatusCode.Created or HttpStatusCode.OK:
                acknowledged[key] = JsonElement.Parse(text).GetProperty("seq").GetInt64();
                return true;
            case HttpStatusCode.UnprocessableEntity when text.Contains("insufficient-funds", StringComparison.Ordinal):
                return true;
            case HttpStatusCode.ServiceUnavailable:
                return false;
            default:
                Faults.Enqueue($"{key}: {(int)status} {text}");
                return true;
        }
    }
}
