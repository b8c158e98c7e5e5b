using System.Diagnostics;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using QuoteStream.Server.Ingest;
using QuoteStream.Server.Ingest.Reflection;
using QuoteStream.Testing;

namespace QuoteStream.Server.Tests.Ingest.Clients;

/// <summary>A scenario of a client that was made elsewhere, as a process of its own.</summary>
internal static class ClientScript
{
    /// <summary>What the script prints once the server may be stopped under it.</summary>
    private const string Open = "open";

    /// <summary>Runs to the end; fails with the script's output when it does.</summary>
    public static async Task RunAsync(string program, string[] arguments, Func<Task>? whenOpen = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        using var timeout = new CancellationTokenSource(Eventually.DefaultTimeout);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(timeout.Token);
            while (await process.StandardOutput.ReadLineAsync(timeout.Token) is { } line)
            {
                if (line == Open && whenOpen is not null)
                {
                    await whenOpen();
                }
            }

            await process.WaitForExitAsync(timeout.Token);
            Assert.True(process.ExitCode == 0, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    public static string PathOf(params string[] parts) =>
        Path.Combine([RepositoryFolder.Root, "tests", "QuoteStream.Server.Tests", "Ingest", "Clients", .. parts]);

    /// <summary>Everything that the server serves, as a serialized FileDescriptorSet.</summary>
    public static byte[] DescribeServices()
    {
        var files = ServedServices.All.SelectMany(service => DescriptorIndex.WithImports(service.File)).Distinct();
        var set = new FileDescriptorSet { File = { files.Select(file => FileDescriptorProto.Parser.ParseFrom(file.SerializedData)) } };
        return set.ToByteArray();
    }
}
