namespace QuoteStream.Portfolio.Stores;

/// <summary>What became of an order.</summary>
public enum PostResult
{
    /// <summary>It is in the ledger now.</summary>
    Booked,

    /// <summary>It was in the ledger before, under the same key.</summary>
    Repeated,

    /// <summary>Its key belongs to another order.</summary>
    KeyReused,

    /// <summary>The ledger's state forbids it.</summary>
    Refused,

    /// <summary>There is no such portfolio.</summary>
    UnknownPortfolio,
}
