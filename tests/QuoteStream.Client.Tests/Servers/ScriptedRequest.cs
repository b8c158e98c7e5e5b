using System.Text;
using Microsoft.AspNetCore.Http;

namespace QuoteStream.Client.Tests.Servers;

/// <summary>A request whose answer the test writes.</summary>
internal sealed class ScriptedRequest(HttpContext context)
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task Ended => _ended.Task;

    /// <summary>Path and query as they were on the wire.</summary>
    public string Target { get; } = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpRequestFeature>()!.RawTarget;

    public IQueryCollection Query { get; } = context.Request.Query;

    public string? LastEventId { get; } = context.Request.Headers["Last-Event-ID"];

    public string? Authorization { get; } = context.Request.Headers.Authorization;

    /// <summary>Cancelled when the client has gone.</summary>
    public CancellationToken Gone { get; } = context.RequestAborted;

    /// <summary>Begins an event stream with these bytes.</summary>
    public Task StreamAsync(string text)
    {
        context.Response.ContentType = "text/event-stream";
        return WriteAsync(text);
    }

    public Task WriteAsync(string text) => WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(byte[] bytes)
    {
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Answers a gRPC call with these bytes of body and ends it, with a status if one is given.</summary>
    public async Task AnswerGrpcAsync(byte[] body, string? status = null)
    {
        context.Response.ContentType = "application/grpc";
        await WriteAsync(body);
        if (status is not null)
        {
            context.Response.AppendTrailer("grpc-status", status);
        }

        End();
    }

    public async Task AnswerAsync(int status, string type, string body, string? retryAfter = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        await WriteAsync(body);
        End();
    }

    /// <summary>Ends the answer as a server does that is done.</summary>
    public void End() => _ended.TrySetResult();

    /// <summary>Breaks the connection.</summary>
    public void Cut()
    {
        context.Abort();
        End();
    }
}
