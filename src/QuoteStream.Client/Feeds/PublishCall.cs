using System.Net;
using System.Net.Http.Headers;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Client.Feeds;

/// <summary>One Publish call over HTTP/2: messages out, answers in, until either side ends it.</summary>
/// <remarks>One writer at a time; the answers are read by the call's own task.</remarks>
internal sealed class PublishCall : IDisposable
{
    private const string Method = "/quotestream.ingest.v1.FeedIngest/Publish";

    // How long the server's reason may take to arrive after a write has failed; without one the call is given up.
    private static readonly TimeSpan ReasonWait = TimeSpan.FromSeconds(10);

    private readonly PublishContent _content = new();
    // Not disposed: a writer may still be about to cancel it, and one that is linked to nothing holds nothing.
    private readonly CancellationTokenSource _aborted = new();
    private Stream? _requests;

    private PublishCall()
    {
    }

    /// <summary>Completes when the call has ended; fails only with what the receiver of the answers threw.</summary>
    public Task<CallOutcome> Outcome { get; private set; } = Task.FromResult(default(CallOutcome));

    /// <summary>Starts a call. <paramref name="answered"/> gets each answer, on the call's own task.</summary>
    public static PublishCall Start(HttpMessageInvoker http, Uri server, string? bearerToken, Action<PublishResponse> answered)
    {
        var call = new PublishCall();
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server, server.AbsolutePath.TrimEnd('/') + Method))
        {
            Version = HttpVersion.Version20,
            // gRPC needs HTTP/2; without TLS there is nothing to negotiate it with, so it is simply spoken.
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = call._content,
        };
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("quotestream-client", typeof(PublishCall).Assembly.GetName().Version?.ToString(3)));
        if (bearerToken is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearerToken);
        }

        call.Outcome = call.RunAsync(http, request, answered);
        return call;
    }

    /// <summary>Waits until messages can be written; false: the call ended first.</summary>
    public async Task<bool> OpenAsync()
    {
        await Task.WhenAny(_content.Opened, Outcome).ConfigureAwait(false);
        if (!_content.Opened.IsCompletedSuccessfully)
        {
            return false;
        }

        _requests = await _content.Opened.ConfigureAwait(false);
        return true;
    }

    /// <summary>Hands one framed message to HTTP/2, whose flow control it waits for. False: the call has ended, or will shortly.</summary>
    /// <exception cref="OperationCanceledException">The call was given up, for half a message may have left.</exception>
    public async ValueTask<bool> TryWriteAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (_requests is null || Outcome.IsCompleted)
        {
            return false;
        }

        try
        {
            await _requests.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
            await _requests.FlushAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Abort();
            throw;
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // Why it failed is told by the answer, which may still be on its way.
            _aborted.CancelAfter(ReasonWait);
            return false;
        }
    }

    /// <summary>Ends the request; the server answers with its last totals and the status.</summary>
    public void CompleteRequest() => _content.Complete();

    public void Abort() => _aborted.Cancel();

    /// <summary>Gives the call up if it has not ended.</summary>
    public void Dispose()
    {
        Abort();
        _content.Dispose();
    }

    private async Task<CallOutcome> RunAsync(HttpMessageInvoker http, HttpRequestMessage request, Action<PublishResponse> answered)
    {
        try
        {
            using var answers = new PublishAnswers(http, request);
            while (await answers.NextAsync(_aborted.Token).ConfigureAwait(false) is { } answer)
            {
                answered(answer);
            }

            return answers.Outcome;
        }
        finally
        {
            // Whoever still writes, or waits for the server's window, learns that nobody reads any more.
            await _aborted.CancelAsync().ConfigureAwait(false);
        }
    }
}
