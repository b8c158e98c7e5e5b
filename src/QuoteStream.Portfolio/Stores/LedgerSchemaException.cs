namespace QuoteStream.Portfolio.Stores;

/// <summary>The database is not one that this version of the program may write.</summary>
public sealed class LedgerSchemaException(string message, Exception? inner = null) : Exception(message, inner);
