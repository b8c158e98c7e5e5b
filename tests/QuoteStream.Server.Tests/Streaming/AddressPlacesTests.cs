using System.Net;
using QuoteStream.Server.Streaming;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Streaming;

public sealed class AddressPlacesTests
{
    [Fact]
    public void Addresses_are_limited_each_by_itself_and_forgotten_when_their_streams_have_gone()
    {
        var places = new AddressPlaces(2);
        var one = IPAddress.Parse("192.0.2.1");

        Assert.True(places.TryEnter(one));
        Assert.True(places.TryEnter(one.MapToIPv6()));
        Assert.False(places.TryEnter(one));
        Assert.True(places.TryEnter(IPAddress.Parse("192.0.2.2")));
        places.Leave(one);
        Assert.True(places.TryEnter(one));
        places.Leave(one);
        places.Leave(one);
        places.Leave(IPAddress.Parse("192.0.2.2"));

        Assert.Equal(0, places.Count);
        Assert.True(places.TryEnter(null));
    }

    [Fact]
    public void Addresses_of_one_ipv6_network_count_as_one()
    {
        var places = new AddressPlaces(1);

        Assert.True(places.TryEnter(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.False(places.TryEnter(IPAddress.Parse("2001:db8:0:1:ffff::2")));
        Assert.True(places.TryEnter(IPAddress.Parse("2001:db8:0:2::1")));
    }

    [Fact]
    public void No_place_is_given_twice_or_lost_in_a_race()
    {
        const int Most = 3;
        var places = new AddressPlaces(Most);
        var inside = 0;
        var worst = 0;
        void ComeAndGo()
        {
            for (var i = 0; i < 100_000; i++)
            {
                if (places.TryEnter(IPAddress.Loopback))
                {
                    worst = Math.Max(worst, Interlocked.Increment(ref inside));
                    Interlocked.Decrement(ref inside);
                    places.Leave(IPAddress.Loopback);
                }
            }
        }

        ThreadRace.Run(ComeAndGo, ComeAndGo, ComeAndGo, ComeAndGo);

        Assert.InRange(worst, 1, Most);
        Assert.Equal(0, places.Count);
    }

    [Fact]
    public async Task Stream_that_is_one_too_many_for_its_address_is_told_goodbye_until_another_has_gone()
    {
        await using var server = await RunningServer.StartAsync(("Streaming:MaxStreamsPerAddress", "2"));
        using var first = await RawStream.OpenAsync(server.HttpAddress, "symbols=A");
        using var second = await RawStream.OpenAsync(server.HttpAddress, "symbols=A");
        await first.NextAsync("ready");
        await second.NextAsync("ready");

        using var third = await RawStream.OpenAsync(server.HttpAddress, "symbols=A");
        Assert.Equal("capacity", (await third.NextAsync("goodbye")).Data.GetProperty("reason").GetString());
        Assert.Null(await third.NextAsync());

        first.Reset();
        await Eventually.True(async () =>
        {
            using var next = await RawStream.OpenAsync(server.HttpAddress, "symbols=A");
            return (await next.NextAsync())!.Name == "hello";
        });
    }
}
