using Microsoft.Extensions.DependencyInjection;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class MemoryReturnTests
{
    [Fact]
    public async Task Memory_is_given_back_once_when_a_crowd_has_left()
    {
        const int Crowd = 1_050;
        await using var server = await RunningServer.StartAsync();
        var registry = server.Services.GetRequiredService<StreamRegistry>();

        // Not the server's own, which looks when its time has come.
        using var memory = new MemoryReturn(registry);
        var streams = new List<RawStream>();
        for (var i = 0; i < Crowd; i++)
        {
            streams.Add(await RawStream.OpenAsync(server.HttpAddress, "symbols=A"));
        }

        await Eventually.True(() => registry.Count == Crowd);
        Assert.False(memory.Look());

        streams.GetRange(0, 400).ForEach(stream => stream.Reset());
        await Eventually.True(() => registry.Count == Crowd - 400);
        Assert.False(memory.Look());

        streams.GetRange(400, Crowd - 400).ForEach(stream => stream.Reset());
        await Eventually.True(() => registry.Count == 0);
        Assert.True(memory.Look());
        Assert.False(memory.Look());
    }
}
