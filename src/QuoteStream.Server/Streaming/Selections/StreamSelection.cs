using System.Security.Cryptography;
using System.Text;

namespace QuoteStream.Server.Streaming.Selections;

/// <summary>What a stream watches. Immutable: a change makes another one.</summary>
/// <param name="MaxRate">Granted to the symbols that have no rate of their own: quotes a second.</param>
/// <param name="Symbols">Each once, in the client's order.</param>
internal sealed record StreamSelection(double MaxRate, IReadOnlyList<SelectedSymbol> Symbols)
{
    /// <summary>Tells one set of symbols from another, whatever their order; never 0.</summary>
    public uint SymbolsHash()
    {
        var sorted = Symbols.Select(symbol => symbol.Symbol).Order(StringComparer.Ordinal);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join(',', sorted)));
        return BitConverter.ToUInt32(hash) | 1;
    }
}
