namespace QuoteStream.Server.Operations;

/// <summary>The <c>health</c> command: asks a running server whether it is ready. A container needs no curl for its health check.</summary>
public static class HealthCommand
{
    private const string DefaultAddress = "http://localhost:8080";

    // Shorter than the 10 s that the Dockerfile gives the check, so that a hung server is said to be one.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(8);

    public static async Task<int> RunAsync(string[] args)
    {
        var address = args.FirstOrDefault() ?? DefaultAddress;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var server) || server.Scheme is not ("http" or "https"))
        {
            await Console.Error.WriteLineAsync($"'{address}' is not an http address.");
            return 1;
        }

        using var client = new HttpClient { BaseAddress = server, Timeout = Timeout };
        try
        {
            using var response = await client.GetAsync("/healthz/ready");
            Console.WriteLine(await response.Content.ReadAsStringAsync());
            return response.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"No answer from {server}: {fault.Message}");
            return 1;
        }
    }
}
