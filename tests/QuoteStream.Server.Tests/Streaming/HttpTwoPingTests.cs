using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class HttpTwoPingTests
{
    [Fact]
    public async Task A_peer_that_vanished_without_a_word_is_noticed_by_pings()
    {
        using var certificate = new ServerCertificate();
        await using var server = await RunningServer.StartAsync(certificate.Settings);
        var inside = new StreamInside(server);
        using var peer = await SilentPeer.OpenAsync(server.HttpsAddress, certificate, "symbols=AAPL");
        await Eventually.True(() => inside.OpenStreams == 1);

        // Twenty seconds of quiet, ten more for the answer to a ping.
        await Eventually.True(() => inside.OpenStreams == 0, TimeSpan.FromMinutes(2));

        Assert.Equal(1, inside.Counters.ClosedTotal(StreamEnd.Client));
    }
}
