using System.Net;
using System.Net.Http.Headers;

namespace QuoteStream.Client.Feeds;

/// <summary>The body of a Publish call: hands its stream out and stays open until it is completed.</summary>
internal sealed class PublishContent : HttpContent
{
    private readonly TaskCompletionSource<Stream> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PublishContent()
    {
        Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
    }

    /// <summary>The request's stream, once the request's headers are on their way.</summary>
    public Task<Stream> Opened => _opened.Task;

    /// <summary>Ends the body after what was written.</summary>
    public void Complete() => _completed.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The handler starts a request that a server refused a second time on its own. What went out on the first is not here any more:
        // the publisher opens a new call instead.
        if (!_opened.TrySetResult(stream))
        {
            throw new IOException("The server refused the call.");
        }

        await _completed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}
