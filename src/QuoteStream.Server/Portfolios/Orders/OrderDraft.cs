using QuoteStream.Portfolio.Booking;

namespace QuoteStream.Server.Portfolios.Orders;

/// <summary>An order while its fields are read, one by one, from JSON or from a row of CSV.</summary>
/// <remarks>One thread. Numbers may be written as strings; texts may not be written as numbers.</remarks>
/// <param name="isRow">Whether it is a row of a file, which has more fields than an order that is posted.</param>
internal sealed class OrderDraft(bool isRow)
{
    /// <summary>Of an order.</summary>
    public static readonly string[] Fields = ["type", "symbol", "quantity", "price", "fee", "amount", "ratio", "reverses", "time", "note"];

    /// <summary>Of a file's rows: under which key the row is booked.</summary>
    public const string KeyField = "key";

    /// <summary>Of a file's rows: the transaction's seq in the portfolio that it was exported from.</summary>
    public const string SeqField = "seq";

    /// <summary>What an export tells beside the orders: the ledger makes them anew.</summary>
    public static readonly string[] LedgerFields = ["portfolio", "id", "cashAfter", "positionAfter", "realizedPnl", "recorded"];

    private readonly Dictionary<string, long> _places = new(StringComparer.Ordinal);
    private TransactionType? _type;
    private string? _symbol;
    private string? _note;
    private decimal? _quantity;
    private decimal? _price;
    private decimal? _fee;
    private decimal? _amount;
    private SplitRatio? _ratio;
    private long? _reverses;
    private long? _time;

    public string? Key { get; private set; }

    public long? Seq { get; private set; }

    /// <summary>Where a field stands; null when it is not there.</summary>
    public long? PlaceOf(string field) => _places.TryGetValue(field, out var place) ? place : null;

    /// <param name="text">Not empty.</param>
    /// <param name="isNumber">Whether it stands in JSON without quotes.</param>
    /// <param name="place">Where it stands, for <see cref="PlaceOf"/>.</param>
    /// <returns>What is wrong; null when nothing is.</returns>
    public OrderFault? Set(string field, string text, bool isNumber, long place)
    {
        if (!_places.TryAdd(field, place))
        {
            return new OrderFault(field, "is there twice.");
        }

        var fault = field switch
        {
            "quantity" => ExactNumber.Read(text, out var quantity) ?? Keep(ref _quantity, quantity),
            "price" => ExactNumber.Read(text, out var price) ?? Keep(ref _price, price),
            "fee" => ExactNumber.Read(text, out var fee) ?? Keep(ref _fee, fee),
            "amount" => ExactNumber.Read(text, out var amount) ?? Keep(ref _amount, amount),
            "reverses" => ReadWhole(text, out _reverses),
            "time" => ReadWhole(text, out _time),
            SeqField when isRow => SetSeq(text),
            _ when isRow && LedgerFields.Contains(field) => null,
            "type" or "symbol" or "note" or "ratio" when isNumber => "must be a string.",
            "type" => ReadType(text),
            "symbol" => Keep(ref _symbol, text),
            "note" => Keep(ref _note, text),
            "ratio" => ReadRatio(text),
            KeyField when isRow => SetKey(text),
            _ => $"is none of {string.Join(", ", Fields)}.",
        };
        return fault is null ? null : new OrderFault(field, fault);
    }

    /// <summary>What the fields say together.</summary>
    /// <returns>What is wrong; null when nothing is, as far as it can be told without the portfolio.</returns>
    public OrderFault? Finish(out TransactionOrder? order)
    {
        order = null;
        if (_type is not { } type)
        {
            return new OrderFault("type", $"is required: one of {TransactionTypeNames.All}.");
        }

        // A split's factor may be written as its quantity, and what a fee comes to as its fee.
        if (type == TransactionType.Split && _ratio is null && _quantity is { } factor)
        {
            if (!SplitRatio.TryMake(factor, out var ratio))
            {
                return new OrderFault("quantity", $"must be a split's factor, such as 4 or 0.05, of two numbers up to {LedgerLimits.MaxSplitTerm}, and not 1.");
            }

            (_ratio, _quantity) = (ratio, null);
        }

        if (type == TransactionType.Fee && _amount is null)
        {
            (_amount, _fee) = (_fee, null);
        }

        order = new TransactionOrder
        {
            Type = type,
            Symbol = _symbol,
            Quantity = _quantity,
            Price = _price,
            Fee = _fee,
            Amount = _amount,
            Ratio = _ratio,
            Reverses = _reverses,
            TimeMicros = _time,
            Note = _note,
        };
        return null;
    }

    private static string? Keep(ref string? field, string value)
    {
        field = value;
        return null;
    }

    private static string? Keep(ref decimal? field, decimal value)
    {
        field = value;
        return null;
    }

    private static string? ReadWhole(string text, out long? number)
    {
        number = null;
        if (ExactNumber.Read(text, out var read) is not null || decimal.Truncate(read) != read || Math.Abs(read) > long.MaxValue)
        {
            return "must be a whole number.";
        }

        number = (long)read;
        return null;
    }

    private string? ReadType(string text)
    {
        _type = TransactionTypeNames.Find(text);
        return _type is null ? $"must be one of {TransactionTypeNames.All}." : null;
    }

    private string? ReadRatio(string text)
    {
        if (!SplitRatio.TryParse(text, out var ratio))
        {
            return $"must be like 4:1, or 1:20 of a reverse split: two different numbers from 1 to {LedgerLimits.MaxSplitTerm}.";
        }

        _ratio = ratio;
        return null;
    }

    private string? SetSeq(string text)
    {
        var fault = ReadWhole(text, out var seq);
        Seq = seq;
        return fault ?? (seq < 1 ? "must be 1 or more." : null);
    }

    private string? SetKey(string text)
    {
        Key = text;
        return IdempotencyKey.IsValid(text) ? null : $"must be {IdempotencyKey.Rule}.";
    }
}
