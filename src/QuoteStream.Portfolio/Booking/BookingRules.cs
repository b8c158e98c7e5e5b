using System.Globalization;
using QuoteStream.Portfolio.Currencies;

namespace QuoteStream.Portfolio.Booking;

/// <summary>Books an order against a portfolio's state. Pure: every store reads the state, asks here, and writes what comes out.</summary>
public static class BookingRules
{
    /// <param name="state">Read under the portfolio's lock.</param>
    /// <param name="order">One that <see cref="OrderCheck"/> has passed.</param>
    /// <param name="nowMicros">When it is recorded: microseconds since the Unix epoch.</param>
    public static BookingResult Book(BookingState state, TransactionOrder order, long nowMicros)
    {
        if (RefuseReversal(state, order) is { } refused)
        {
            return refused;
        }

        var symbol = order.Type == TransactionType.Reversal ? state.Reversed!.Symbol : order.Symbol;
        var position = symbol is null ? null : state.Position ?? Position.Empty(symbol);
        if (order.Type == TransactionType.Split && position!.Quantity == 0)
        {
            return BookingResult.Refused(RefusalReason.InsufficientShares, $"There is nothing of {symbol} to split.");
        }

        Effect effect;
        try
        {
            effect = EffectOf(state, order, position);
        }
        catch (OverflowException)
        {
            return BookingResult.Refused(RefusalReason.LimitExceeded, $"A position cannot be above {LedgerLimits.MaxQuantity} units.");
        }

        var after = position is null ? null : new Position(
            position.Symbol,
            position.Quantity + effect.PositionChange,
            position.Cost + effect.Entry.Positions,
            position.RealizedPnl + (effect.RealizedPnl ?? 0));
        var balances = After(state.Balances, effect, position, after);
        return Refuse(state, order, effect, position, after, balances)
            ?? BookingResult.Booked(Record(state, order, effect, after, balances, nowMicros), balances, after);
    }

    private static BookingResult? RefuseReversal(BookingState state, TransactionOrder order)
    {
        if (order.Type != TransactionType.Reversal)
        {
            return null;
        }

        return state switch
        {
            { Reversed: null } => BookingResult.Refused(RefusalReason.UnknownTransaction, $"There is no transaction {order.Reverses} to reverse."),
            { Reversed.Type: TransactionType.Reversal } => BookingResult.Refused(
                RefusalReason.NotReversible, $"Transaction {order.Reverses} is a reversal. Book anew what it took back."),
            { IsReversed: true } => BookingResult.Refused(RefusalReason.AlreadyReversed, $"Transaction {order.Reverses} has been reversed before."),
            _ => null,
        };
    }

    private static Effect EffectOf(BookingState state, TransactionOrder order, Position? position)
    {
        var currency = state.Terms.Currency;
        var fee = order.Fee ?? 0;
        return order.Type switch
        {
            TransactionType.Deposit => Effects.Transfer(order.Amount!.Value, fee),
            TransactionType.Withdrawal => Effects.Transfer(-order.Amount!.Value, fee),
            TransactionType.Buy => Effects.Trade(position!, order.Quantity!.Value, GrossOf(order, currency), fee, currency),
            TransactionType.Sell => Effects.Trade(position!, -order.Quantity!.Value, -GrossOf(order, currency), fee, currency),
            TransactionType.Dividend => Effects.Dividend(order.Amount ?? GrossOf(order, currency), fee),
            TransactionType.Fee => Effects.Charge(order.Amount!.Value),
            TransactionType.Split => Effects.Split(position!, order.Ratio!.Value),
            TransactionType.Reversal => Effects.Reverse(state.Reversed!, position),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order.Type, "There is no such type."),
        };
    }

    private static decimal GrossOf(TransactionOrder order, Currency currency) =>
        ExactMath.Multiply(order.Quantity!.Value, order.Price!.Value, currency);

    private static Balances After(Balances before, Effect effect, Position? position, Position? after) => new(
        before.Seq + 1,
        before.Accounts + effect.Entry,
        before.RealizedPnl + (effect.RealizedPnl ?? 0),
        before.OpenPositions + (after is { Quantity: not 0 } ? 1 : 0) - (position is { Quantity: not 0 } ? 1 : 0));

    private static BookingResult? Refuse(
        BookingState state, TransactionOrder order, Effect effect, Position? position, Position? after, Balances balances)
    {
        if (!state.Terms.AllowShort && effect.PositionChange < 0 && after!.Quantity < 0)
        {
            return BookingResult.Refused(
                RefusalReason.InsufficientShares,
                Text($"This takes {-effect.PositionChange} of {after.Symbol}, and {position!.Quantity} is held."));
        }

        if (!state.Terms.AllowMargin && effect.Entry.Cash < 0 && balances.Cash < 0)
        {
            return BookingResult.Refused(
                RefusalReason.InsufficientFunds,
                Text($"This takes {-effect.Entry.Cash} {state.Terms.Currency}, and there is {state.Balances.Cash}."));
        }

        return RefuseBeyondLimits(order, after, balances, state.Balances);
    }

    private static BookingResult? RefuseBeyondLimits(TransactionOrder order, Position? after, Balances balances, Balances before)
    {
        if (after is not null && Math.Abs(after.Quantity) > LedgerLimits.MaxQuantity)
        {
            return BookingResult.Refused(RefusalReason.LimitExceeded, $"A position cannot be above {LedgerLimits.MaxQuantity} units.");
        }

        if (order.Type == TransactionType.Split && after!.Quantity == 0)
        {
            return BookingResult.Refused(RefusalReason.LimitExceeded, $"Nothing of {after.Symbol} would remain.");
        }

        if (balances.OpenPositions > LedgerLimits.MaxPositions && balances.OpenPositions > before.OpenPositions)
        {
            return BookingResult.Refused(RefusalReason.LimitExceeded, $"A portfolio cannot hold more than {LedgerLimits.MaxPositions} symbols.");
        }

        var accounts = balances.Accounts;
        ReadOnlySpan<decimal> sums =
        [
            accounts.Cash, accounts.Positions, accounts.Income, accounts.Fees, accounts.External, balances.RealizedPnl, balances.Dividends,
            after?.Cost ?? 0, after?.RealizedPnl ?? 0,
        ];
        return sums.ContainsAnyExceptInRange(-LedgerLimits.MaxBalance, LedgerLimits.MaxBalance)
            ? BookingResult.Refused(RefusalReason.LimitExceeded, $"No account can be above {LedgerLimits.MaxBalance}.")
            : null;
    }

    private static Transaction Record(
        BookingState state, TransactionOrder order, Effect effect, Position? after, Balances balances, long nowMicros)
    {
        var currency = state.Terms.Currency;
        var entry = effect.Entry;
        var fee = order.Type == TransactionType.Reversal ? -state.Reversed!.Fee : order.Fee ?? 0;

        // Every number with the zeros that it will have when it is read from a store: who sends an order again gets the same text.
        return new Transaction
        {
            Portfolio = state.Terms.Id,
            Seq = balances.Seq,
            Type = order.Type,
            Symbol = after?.Symbol,
            Quantity = Units(order.Quantity ?? state.Reversed?.Quantity),
            Price = Units(order.Price ?? state.Reversed?.Price),
            Fee = currency.Normalize(fee),
            Ratio = order.Ratio ?? state.Reversed?.Ratio,
            Entry = new Entry(
                currency.Normalize(entry.Cash),
                currency.Normalize(entry.Positions),
                currency.Normalize(entry.Income),
                currency.Normalize(entry.Fees),
                currency.Normalize(entry.External)),
            PositionChange = ExactMath.Normalize(effect.PositionChange),
            CashAfter = currency.Normalize(balances.Cash),
            PositionAfter = Units(after?.Quantity),
            CostAfter = currency.Normalize(after?.Cost ?? 0),
            RealizedPnl = effect.RealizedPnl is { } realized ? currency.Normalize(realized) : null,
            Reverses = order.Reverses,
            TimeMicros = order.TimeMicros ?? nowMicros,
            RecordedMicros = nowMicros,
            Note = order.Note,
        };
    }

    private static decimal? Units(decimal? value) => value is { } number ? ExactMath.Normalize(number) : null;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
