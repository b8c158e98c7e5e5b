using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace QuoteStream.Client.Streams;

/// <summary>Requests to one server, and what its refusals mean.</summary>
/// <remarks>Any thread.</remarks>
internal sealed class QuoteStreamHttp : IDisposable
{
    // A problem is a few hundred bytes; a proxy's error page is read no further than this.
    private const int MaxProblemBytes = 64 * 1024;

    private readonly QuoteStreamClientOptions _options;
    private readonly HttpMessageInvoker _http;

    public QuoteStreamHttp(QuoteStreamClientOptions options)
    {
        _options = options;
        _http = options.Handler is { } handler
            ? new HttpMessageInvoker(handler, disposeHandler: false)
            : new HttpMessageInvoker(new SocketsHttpHandler
            {
                ConnectTimeout = options.ConnectTimeout,
                UseCookies = false,
                ConnectCallback = (context, cancellationToken) => ConnectAsync(context.DnsEndPoint, options.ReceiveBufferBytes, cancellationToken),
            });
    }

    /// <summary>Sends a request and returns its answer as soon as that begins with success.</summary>
    /// <exception cref="QuoteStreamException">A refusal that would come again.</exception>
    /// <exception cref="StreamLostException">Anything that may go better later.</exception>
    public async Task<HttpResponseMessage> GetAsync(string pathAndQuery, string accept, string? lastEventId, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.ConnectTimeout, _options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_options.Server, _options.Server.AbsolutePath.TrimEnd('/') + pathAndQuery));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(accept));
        if (lastEventId is not null)
        {
            request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        }

        try
        {
            if (_options.BearerToken is { } token)
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await token(either.Token).ConfigureAwait(false));
            }

            HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.OK && response.Content.Headers.ContentType?.MediaType == accept)
            {
                return response;
            }

            using (response)
            {
                throw await RefusalOfAsync(response, either.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or TimeoutException)
        {
            throw new StreamLostException(Describe(exception));
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new StreamLostException($"The server did not answer within {_options.ConnectTimeout.TotalSeconds} s.");
        }
    }

    /// <exception cref="QuoteStreamException">The server refused the request.</exception>
    /// <exception cref="HttpRequestException">The server cannot be reached, is not able to answer now, or answers what cannot be read.</exception>
    public async Task<T> GetJsonAsync<T>(string pathAndQuery, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        try
        {
            using HttpResponseMessage response =
                await GetAsync(pathAndQuery, "application/json", lastEventId: null, cancellationToken).ConfigureAwait(false);
            using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false)
                ?? throw new JsonException("The answer is empty.");
        }
        catch (Exception exception) when (exception is StreamLostException or JsonException or IOException)
        {
            throw new HttpRequestException(exception.Message, exception);
        }
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint server, int receiveBufferBytes, CancellationToken cancellationToken)
    {
        // Set before the connection is made, for it decides the window that TCP offers.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBufferBytes };
        try
        {
            await socket.ConnectAsync(server, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<Exception> RefusalOfAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        QuoteStreamProblem problem = await ReadProblemAsync(response, cancellationToken).ConfigureAwait(false);
        var refusal = new QuoteStreamException(response.StatusCode, problem);
        bool mayRetry = (int)response.StatusCode >= 500
            || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout;
        return mayRetry ? new StreamLostException(refusal.Message, RetryAfter(response)) : refusal;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - _options.TimeProvider.GetUtcNow(),
        _ => null,
    };

    private static async Task<QuoteStreamProblem> ReadProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        string? type = response.Content.Headers.ContentType?.MediaType;
        if (response.IsSuccessStatusCode)
        {
            return new QuoteStreamProblem { Title = $"An answer of type {type ?? "none"} is not what was asked for." };
        }

        if (type != "application/problem+json")
        {
            return new QuoteStreamProblem { Title = response.ReasonPhrase };
        }

        var bytes = new byte[MaxProblemBytes];
        using Stream body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        int length = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(bytes.AsSpan(0, length), StreamJson.Default.QuoteStreamProblem) ?? new QuoteStreamProblem();
        }
        catch (JsonException)
        {
            // The status says enough where the text cannot be read.
            return new QuoteStreamProblem { Title = response.ReasonPhrase };
        }
    }

    private static string Describe(Exception exception) =>
        exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{exception.Message} {inner.Message}"
            : exception.Message;
}
