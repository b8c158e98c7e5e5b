namespace QuoteStream.Portfolio.Booking;

/// <summary>
/// The double entry of one transaction: what it adds to each account of the portfolio, in the portfolio's currency. Debits are positive,
/// credits negative, so that the five of them are always 0 together.
/// </summary>
/// <param name="Cash">What the owner can spend.</param>
/// <param name="Positions">At what they cost, not at what they are worth.</param>
/// <param name="Income">Realized profit and dividends: a credit, so negative when something was earned.</param>
/// <param name="Fees">What was paid for transactions and otherwise.</param>
/// <param name="External">The owner's money outside: a deposit comes from there.</param>
public readonly record struct Entry(decimal Cash, decimal Positions, decimal Income, decimal Fees, decimal External)
{
    public decimal Sum => Cash + Positions + Income + Fees + External;

    public bool IsBalanced => Sum == 0;

    public static Entry operator +(Entry left, Entry right) => new(
        left.Cash + right.Cash,
        left.Positions + right.Positions,
        left.Income + right.Income,
        left.Fees + right.Fees,
        left.External + right.External);

    public static Entry operator -(Entry entry) => new(-entry.Cash, -entry.Positions, -entry.Income, -entry.Fees, -entry.External);
}
