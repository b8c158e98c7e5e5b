using Google.Protobuf;
using QuoteStream.Ingest.V1;

namespace QuoteStream.Client.Feeds;

/// <summary>The answers of one Publish call, and how it ended. One reader.</summary>
internal sealed class PublishAnswers(HttpMessageInvoker http, HttpRequestMessage request) : IDisposable
{
    private HttpResponseMessage? _response;
    private Stream? _body;
    private GrpcMessageReader? _reader;

    /// <summary>Set once there is no further answer.</summary>
    public CallOutcome Outcome { get; private set; }

    /// <summary>Sends the request, the first time, and waits for the next answer; null when the call has ended.</summary>
    public async Task<PublishResponse?> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_response is null)
            {
                _response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
                _body = await _response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
                _reader = IsGrpc(_response) ? new GrpcMessageReader(_body) : null;
            }

            // A body that is not gRPC, such as a proxy's error page, is not read.
            if (_reader is not null && await _reader.ReadAsync(cancellationToken).ConfigureAwait(false) is { } message)
            {
                return PublishResponse.Parser.ParseFrom(message.Span);
            }

            Outcome = CallOutcome.Of(_response);
        }
        catch (Exception exception) when (exception is InvalidDataException or InvalidProtocolBufferException)
        {
            Outcome = new CallOutcome(GrpcStatus.Internal, exception.Message, MayRetry: true);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or OperationCanceledException)
        {
            Outcome = CallOutcome.ConnectionLost(exception);
        }

        return null;
    }

    public void Dispose()
    {
        _body?.Dispose();
        _response?.Dispose();
    }

    private static bool IsGrpc(HttpResponseMessage response) =>
        response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
}
