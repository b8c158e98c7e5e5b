using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace QuoteStream.Server.Streaming.Transport;

/// <summary>Connection middleware that puts <see cref="SocketWriter"/> in the place of the transport's output.</summary>
internal static class DirectOutput
{
    public static void UseDirectOutput(this IConnectionBuilder connections) => connections.Use(next => connection =>
    {
        if (connection.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            // The transport keeps its own pair, and closes that one when the connection ends: there is nothing to put back, and no
            // continuation that would have to be kept for as long as the connection lasts.
            connection.Transport = new Duplex(connection.Transport.Input, new SocketWriter(socket));
        }

        return next(connection);
    });

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
