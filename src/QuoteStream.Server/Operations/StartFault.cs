using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using QuoteStream.Portfolio.Stores;

namespace QuoteStream.Server.Operations;

/// <summary>Tells what an operator can mend from what is a bug: the first is one sentence on the error stream, the second a crash.</summary>
public static class StartFault
{
    // A certificate that is missing or broken comes as a plain InvalidOperationException: only its source tells it from a bug.
    private const string Kestrel = "Microsoft.AspNetCore.Server.Kestrel.Core";

    /// <summary>Null for everything that is not about a setting, a file or an address.</summary>
    public static string? Explain(Exception fault) => fault switch
    {
        SettingException => fault.Message,
        LedgerSchemaException => $"Cannot use the ledger; see Portfolio:Store. {fault.Message}",
        IOException { InnerException: AddressInUseException } => $"{fault.Message} Another program listens there; see Kestrel:Endpoints.",
        SocketException => $"Cannot listen on one of Kestrel:Endpoints. {fault.Message}.",
        InvalidDataException => $"{fault.Message} {fault.InnerException?.Message}".TrimEnd(),
        InvalidOperationException { Source: Kestrel } => fault.Message.ReplaceLineEndings(" "),
        _ => null,
    };
}
