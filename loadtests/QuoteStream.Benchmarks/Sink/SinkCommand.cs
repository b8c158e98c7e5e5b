using System.Diagnostics;
using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace QuoteStream.Benchmarks.Sink;

/// <summary>sink [PORT]: takes feeds in and throws them away, to see what a publisher can offer where no server holds it up.</summary>
internal static class SinkCommand
{
    private const int UsualPort = 8091;

    // A publisher should wait for nothing but its own processor: as much may be on its way as the kernel and both sides can hold.
    private const int WindowBytes = 16 * 1024 * 1024;

    public static int Run(string[] args)
    {
        var port = UsualPort;
        if (args.Length > 1 || (args is [var text] && !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)))
        {
            Console.Error.WriteLine("sink [PORT]");
            return 2;
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.Http2.InitialStreamWindowSize = WindowBytes;
            kestrel.Limits.Http2.InitialConnectionWindowSize = WindowBytes;
            kestrel.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http2);
        });
        using var app = builder.Build();
        app.Run(async context =>
        {
            var started = Stopwatch.GetTimestamp();
            var bytes = await DiscardingCall.ServeAsync(context);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{bytes:N0} bytes in {seconds:N1} s, {bytes / seconds / 1e6:N0} MB/s"));
        });
        Console.WriteLine($"Discarding what comes to http://127.0.0.1:{port}, until Ctrl-C.");
        app.Run();
        return 0;
    }
}
