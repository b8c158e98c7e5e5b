using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Booking;

/// <summary>Whether an order makes sense by itself, before the ledger is asked.</summary>
public static class OrderCheck
{
    private static readonly long EarliestMicros = new DateTimeOffset(1900, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1000;

    /// <summary>The first thing that is wrong; null when nothing is.</summary>
    /// <param name="nowMicros">Microseconds since the Unix epoch.</param>
    public static OrderFault? Find(TransactionOrder order, Currency currency, long nowMicros) =>
        FindOdd(order) ?? FindMissing(order) ?? FindBadNumber(order, currency) ?? FindBadText(order) ?? FindBadTime(order, nowMicros);

    // A field that the type does not have was meant to change something, and would be lost without a word.
    private static OrderFault? FindOdd(TransactionOrder order)
    {
        var type = order.Type;
        var isTrade = type is TransactionType.Buy or TransactionType.Sell;
        var isDividend = type is TransactionType.Dividend;
        return Odd(order.Symbol is not null, isTrade || isDividend || type is TransactionType.Split, "symbol", type)
            ?? Odd(order.Quantity is not null, isTrade || isDividend, "quantity", type)
            ?? Odd(order.Price is not null, isTrade || isDividend, "price", type)
            ?? Odd(order.Fee is not null, isTrade || isDividend || type is TransactionType.Deposit or TransactionType.Withdrawal, "fee", type)
            ?? Odd(order.Amount is not null, isDividend || IsCash(type), "amount", type)
            ?? Odd(order.Ratio is not null, type is TransactionType.Split, "ratio", type)
            ?? Odd(order.Reverses is not null, type is TransactionType.Reversal, "reverses", type);
    }

    private static OrderFault? FindMissing(TransactionOrder order)
    {
        var type = order.Type;
        if (!Enum.IsDefined(type))
        {
            return new OrderFault("type", "must be one of deposit, withdrawal, buy, sell, dividend, fee, split, reversal.");
        }

        if (type is TransactionType.Dividend && order.Amount is null == (order.Quantity is null && order.Price is null))
        {
            return new OrderFault("amount", "must be there, or quantity and price, and not both.");
        }

        var isPriced = type is TransactionType.Buy or TransactionType.Sell || (type is TransactionType.Dividend && order.Amount is null);
        return Missing(order.Symbol, type is TransactionType.Buy or TransactionType.Sell or TransactionType.Dividend or TransactionType.Split, "symbol", type)
            ?? Missing(order.Quantity, isPriced, "quantity", type)
            ?? Missing(order.Price, isPriced, "price", type)
            ?? Missing(order.Amount, IsCash(type), "amount", type)
            ?? Missing(order.Ratio, type is TransactionType.Split, "ratio", type)
            ?? Missing(order.Reverses, type is TransactionType.Reversal, "reverses", type);
    }

    private static OrderFault? FindBadNumber(TransactionOrder order, Currency currency) =>
        FindBadFigure(order.Quantity, "quantity", LedgerLimits.MaxQuantity)
            ?? FindBadFigure(order.Price, "price", LedgerLimits.MaxPrice)
            ?? FindBadAmount(order.Amount, "amount", currency)
            ?? (order.Fee == 0 ? null : FindBadAmount(order.Fee, "fee", currency))
            ?? (order.Quantity * order.Price > LedgerLimits.MaxAmount
                ? new OrderFault("quantity", $"times price must be at most {LedgerLimits.MaxAmount}.")
                : null)
            ?? (order.Reverses < 1 ? new OrderFault("reverses", "must be the seq of a transaction: 1 or more.") : null);

    private static OrderFault? FindBadFigure(decimal? value, string field, decimal max)
    {
        if (value is not { } number)
        {
            return null;
        }

        if (number <= 0 || number > max)
        {
            return new OrderFault(field, $"must be above 0 and at most {max}.");
        }

        return decimal.Round(number, ExactMath.Decimals) == number
            ? null
            : new OrderFault(field, $"must have at most {ExactMath.Decimals} decimals.");
    }

    private static OrderFault? FindBadAmount(decimal? value, string field, Currency currency)
    {
        if (value is not { } amount)
        {
            return null;
        }

        if (amount <= 0 || amount > LedgerLimits.MaxAmount)
        {
            return new OrderFault(field, $"must be {(field == "fee" ? "0 or more" : "above 0")} and at most {LedgerLimits.MaxAmount}.");
        }

        return currency.Holds(amount) ? null : new OrderFault(field, $"must be a whole number of {currency.MinorUnit} {currency}.");
    }

    private static OrderFault? FindBadText(TransactionOrder order)
    {
        if (order.Symbol is { } symbol && (symbol.Length is 0 or > LedgerLimits.MaxSymbolLength || symbol.Any(letter => letter is <= ' ' or > '~')))
        {
            return new OrderFault("symbol", $"must be 1 to {LedgerLimits.MaxSymbolLength} printable ASCII characters without spaces.");
        }

        return order.Note is { } note && (note.Length > LedgerLimits.MaxNoteLength || note.Any(char.IsControl))
            ? new OrderFault("note", $"must be at most {LedgerLimits.MaxNoteLength} characters, none of them a control character.")
            : null;
    }

    private static OrderFault? FindBadTime(TransactionOrder order, long nowMicros) =>
        order.TimeMicros < EarliestMicros || order.TimeMicros > nowMicros + (LedgerLimits.MaxAhead.Ticks / TimeSpan.TicksPerMicrosecond)
            ? new OrderFault("time", "must be microseconds since 1970, between the year 1900 and tomorrow.")
            : null;

    private static bool IsCash(TransactionType type) => type is TransactionType.Deposit or TransactionType.Withdrawal or TransactionType.Fee;

    private static OrderFault? Odd(bool isThere, bool mayBe, string field, TransactionType type) =>
        isThere && !mayBe ? new OrderFault(field, $"has no meaning for a {NameOf(type)}.") : null;

    private static OrderFault? Missing<T>(T? value, bool isNeeded, string field, TransactionType type) =>
        isNeeded && value is null ? new OrderFault(field, $"is required for a {NameOf(type)}.") : null;

    private static string NameOf(TransactionType type) => type.ToString().ToLowerInvariant();
}
