using System.Net;
using System.Net.Sockets;

namespace QuoteStream.Server.Streaming;

/// <summary>How many streams each client address has open, where that is limited.</summary>
/// <remarks>Any number of threads. Bounded by the open streams: an address without any is forgotten.</remarks>
/// <param name="most">Of one address; 0: no limit, and nothing is counted.</param>
internal sealed class AddressPlaces(int most)
{
    /// <summary>Who has one IPv6 address has the other 2^64 of its network too (RFC 4291, 2.5.1).</summary>
    private const int NetworkBytes = 8;

    private readonly KeyedPlaces<IPAddress> _places = new(most);

    /// <summary>Addresses that have streams.</summary>
    public int Count => _places.Count;

    /// <summary>Takes a place. False: the address has as many as it may.</summary>
    /// <param name="address">Null where the connection has none, as a Unix socket: then it is not limited.</param>
    public bool TryEnter(IPAddress? address) => most == 0 || address is null || _places.TryEnter(NetworkOf(address));

    /// <summary>Gives a place back.</summary>
    public void Leave(IPAddress? address)
    {
        if (most != 0 && address is not null)
        {
            _places.Leave(NetworkOf(address));
        }
    }

    /// <summary>What counts as one address: an IPv4 address, an IPv6 network.</summary>
    public static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, NetworkBytes, bytes.Length - NetworkBytes);
        return new IPAddress(bytes);
    }
}
