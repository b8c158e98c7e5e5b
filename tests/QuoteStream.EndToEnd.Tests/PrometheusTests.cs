using System.Text.Json;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests;

public class PrometheusTests
{
    [FactNeeds("prometheus")]
    public async Task A_real_Prometheus_scrapes_the_server()
    {
        await using var server = await ServerProcess.StartAsync();
        using var folder = new TemporaryFolder();
        await using var prometheus = await StartAsync(folder, server.HttpAddress);
        using var client = new HttpClient { BaseAddress = ListeningOn(prometheus) };

        await Eventually.True(async () => await QueryAsync(client, "max_over_time(up[1h])") == "1");

        // What was scraped once counts, even if the next scrape finds a server that has no time for it.
        Assert.Equal("0", await QueryAsync(client, "last_over_time(quotestream_streams[1h])"));
        Assert.Equal("0", await QueryAsync(client, "last_over_time(quotestream_streams_closed_total{reason=\"slow\"}[1h])"));
        Assert.Equal("0", await QueryAsync(client, "last_over_time(quotestream_tick_to_write_seconds_bucket{le=\"+Inf\"}[1h])"));
        Assert.Equal("1", await QueryAsync(client, "count(last_over_time(dotnet_process_memory_working_set_bytes[1h]) > 0)"));
        Assert.Equal("counter", await MetadataTypeAsync(client, "quotestream_events_total"));
        Assert.Equal("histogram", await MetadataTypeAsync(client, "quotestream_tick_to_write_seconds"));
    }

    private static async Task<ChildProcess> StartAsync(TemporaryFolder folder, Uri server)
    {
        var settings = Path.Combine(folder.Path, "prometheus.yml");
        await File.WriteAllTextAsync(settings, $"""
            global:
              scrape_interval: 3s
            scrape_configs:
              - job_name: quotestream
                static_configs:
                  - targets: ['{server.Authority}']
            """);
        var prometheus = ChildProcess.StartIn(
            folder.Path, "prometheus", $"--config.file={settings}", $"--storage.tsdb.path={folder.Path}", "--web.listen-address=127.0.0.1:0");
        await Eventually.True(() => prometheus.HasExited || prometheus.Errors.Any(line => line.Contains("Server is ready to receive web requests")));
        Assert.False(prometheus.HasExited, string.Join('\n', prometheus.Errors));
        return prometheus;
    }

    private static bool IsListening(string line) => line.Contains("msg=\"Listening on\"");

    // msg="Listening on" address=127.0.0.1:35399
    private static Uri ListeningOn(ChildProcess prometheus) =>
        new($"http://{prometheus.Errors.First(IsListening).Split("address=")[1].Split(' ')[0]}");

    private static async Task<string?> QueryAsync(HttpClient client, string query)
    {
        var answer = await GetAsync(client, $"/api/v1/query?query={Uri.EscapeDataString(query)}");
        var series = answer.GetProperty("data").GetProperty("result").EnumerateArray();
        return series.Select(one => one.GetProperty("value")[1].GetString()).SingleOrDefault();
    }

    private static async Task<string?> MetadataTypeAsync(HttpClient client, string metric)
    {
        var answer = await GetAsync(client, $"/api/v1/metadata?metric={metric}");
        return answer.GetProperty("data").GetProperty(metric)[0].GetProperty("type").GetString();
    }

    private static async Task<JsonElement> GetAsync(HttpClient client, string path)
    {
        await using var body = await client.GetStreamAsync(new Uri(path, UriKind.Relative));
        return await JsonSerializer.DeserializeAsync<JsonElement>(body);
    }
}
