namespace QuoteStream.Feeds.Captures;

/// <summary>What a captured packet begins with (https://www.tcpdump.org/linktypes.html). Others keep their number.</summary>
public enum LinkType
{
    Ethernet = 1,
}
