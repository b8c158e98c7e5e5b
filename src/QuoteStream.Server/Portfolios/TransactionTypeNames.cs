using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios;

/// <summary>The types of transactions as clients write them.</summary>
internal static class TransactionTypeNames
{
    private static readonly Dictionary<string, TransactionType> ByName =
        Enum.GetValues<TransactionType>().ToDictionary(type => type.ToString().ToLowerInvariant(), StringComparer.Ordinal);

    private static readonly Dictionary<TransactionType, string> Names = ByName.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>All, with commas, in the order of the enumeration.</summary>
    public static string All { get; } = string.Join(", ", ByName.Keys);

    public static string NameOf(TransactionType type) => Names[type];

    /// <summary>Null for whatever is not exactly the name of a type.</summary>
    public static TransactionType? Find(string name) => ByName.TryGetValue(name, out var type) ? type : null;
}
