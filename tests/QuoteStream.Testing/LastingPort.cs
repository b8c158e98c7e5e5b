using System.Net;
using System.Net.Sockets;

namespace QuoteStream.Testing;

/// <summary>
/// Ports of the loopback address that a test closes and opens again. The system gives them to nobody who asks for any free port, as every
/// other server and client of a test does: the port is still free when its server comes back.
/// </summary>
public static class LastingPort
{
    // Above the ports of well-known servers. The system's own range begins at 32768 unless it was set otherwise.
    private const int Lowest = 10_000;
    private const int UsualEndOfRange = 32_768;
    private const string SystemsRange = "/proc/sys/net/ipv4/ip_local_port_range";

    private static readonly HashSet<int> Taken = [];

    /// <summary>A port that nobody listens on, and that no other call of this process has had.</summary>
    public static int Take()
    {
        var end = File.Exists(SystemsRange) ? int.Parse(File.ReadAllText(SystemsRange).Split()[0]) : UsualEndOfRange;
        lock (Taken)
        {
            while (true)
            {
                var port = Random.Shared.Next(Lowest, Math.Max(end, Lowest + 1));
                if (IsFree(port) && Taken.Add(port))
                {
                    return port;
                }
            }
        }
    }

    /// <summary>A server's endpoint at such a port.</summary>
    public static string TakeUrl() => $"http://127.0.0.1:{Take()}";

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            // Somebody listens there: another one is tried.
            return false;
        }
    }
}
