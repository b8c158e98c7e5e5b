namespace QuoteStream.Feeds.Captures;

/// <summary>What a captured packet was found to be.</summary>
public enum FrameVerdict
{
    Udp,

    /// <summary>Another link type than Ethernet.</summary>
    NotEthernet,

    /// <summary>ARP, IPv6 and whatever else Ethernet carries.</summary>
    NotIpv4,

    NotUdp,

    /// <summary>A piece of a larger datagram; pieces are not put together.</summary>
    Fragment,

    /// <summary>A length that does not fit, or a packet that was not recorded whole.</summary>
    Malformed,
}
