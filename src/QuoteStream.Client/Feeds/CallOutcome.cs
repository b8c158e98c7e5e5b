using System.Net;
using System.Net.Http.Headers;

namespace QuoteStream.Client.Feeds;

/// <summary>How a gRPC call ended.</summary>
/// <param name="Detail">The server's text, or what happened to the connection.</param>
/// <param name="MayRetry">A later call can succeed.</param>
internal readonly record struct CallOutcome(GrpcStatus Status, string Detail, bool MayRetry)
{
    private const string StatusTrailer = "grpc-status";
    private const string MessageTrailer = "grpc-message";

    public static CallOutcome ConnectionLost(Exception exception) => new(GrpcStatus.Unavailable, Describe(exception), MayRetry: true);

    /// <summary>Reads the status of a response that was read to its end.</summary>
    public static CallOutcome Of(HttpResponseMessage response)
    {
        // A call that ends before any message has its status among the headers.
        if (TryRead(response.TrailingHeaders, out CallOutcome outcome) || TryRead(response.Headers, out outcome))
        {
            return outcome;
        }

        return OfHttpStatus(response);
    }

    /// <summary>gRPC's own mapping for answers from proxies and servers that do not speak it.</summary>
    /// <remarks>https://github.com/grpc/grpc/blob/master/doc/http-grpc-status-mapping.md</remarks>
    private static CallOutcome OfHttpStatus(HttpResponseMessage response)
    {
        string detail = $"The answer was HTTP {(int)response.StatusCode} without a gRPC status.";
        return response.StatusCode switch
        {
            HttpStatusCode.OK => new(GrpcStatus.Unknown, detail, MayRetry: true),
            HttpStatusCode.BadRequest => new(GrpcStatus.Internal, detail, MayRetry: false),
            HttpStatusCode.Unauthorized => new(GrpcStatus.Unauthenticated, detail, MayRetry: false),
            HttpStatusCode.Forbidden => new(GrpcStatus.PermissionDenied, detail, MayRetry: false),
            HttpStatusCode.NotFound => new(GrpcStatus.Unimplemented, detail, MayRetry: false),
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout =>
                new(GrpcStatus.Unavailable, detail, MayRetry: true),
            _ => new(GrpcStatus.Unknown, detail, MayRetry: (int)response.StatusCode >= 500),
        };
    }

    private static bool TryRead(HttpResponseHeaders headers, out CallOutcome outcome)
    {
        outcome = default;
        if (!headers.TryGetValues(StatusTrailer, out IEnumerable<string>? values))
        {
            return false;
        }

        // A status that is no number, or unknown, counts as UNKNOWN.
        GrpcStatus status = int.TryParse(values.First(), out int code) && Enum.IsDefined((GrpcStatus)code) ? (GrpcStatus)code : GrpcStatus.Unknown;
        string detail = headers.TryGetValues(MessageTrailer, out values) ? Uri.UnescapeDataString(values.First()) : "";
        outcome = new(status, detail, MayRetryAfter(status));
        return true;
    }

    // UNKNOWN and INTERNAL are what servers answer when they failed themselves: a feed must outlive that.
    private static bool MayRetryAfter(GrpcStatus status) => status
        is GrpcStatus.Ok or GrpcStatus.Cancelled or GrpcStatus.Unknown or GrpcStatus.DeadlineExceeded or GrpcStatus.Aborted
        or GrpcStatus.Internal or GrpcStatus.Unavailable;

    // The reason is often only in the inner exception, for example "Connection refused".
    private static string Describe(Exception exception) =>
        exception.InnerException is { } inner && !exception.Message.Contains(inner.Message, StringComparison.Ordinal)
            ? $"{exception.Message} {inner.Message}"
            : exception.Message;
}
