using System.Buffers.Text;
using System.Text.Json;
using QuoteStream.Client.Feeds;

namespace QuoteStream.Feeds.Crypto;

/// <summary>Turns the events of one message into ticks. One message at a time.</summary>
/// <remarks>
/// Hot path: does not allocate. The events are known to be JSON. A message that is refused half-way leaves its batch to be thrown away, and no
/// other trace: what trades are new is settled only when all of it is read.
/// </remarks>
internal sealed class CoinbaseTickReader(CoinbaseProductTable products, CoinbaseCounts counts)
{
    /// <summary>Of one message. The venue's longest have the last 100 trades of a product; the bound keeps a batch well below its own.</summary>
    public const int MaxTicks = 5000;

    // Of one hole, so that a damaged id does not make the sum worthless.
    private const ulong MaxMissing = 1_000_000;

    // Compared with the venue's own ids, never with other products': an order of the ids is an order of the trades of each.
    private static readonly Comparison<CoinbaseTrade> ById = static (a, b) => a.Id.CompareTo(b.Id);

    private readonly List<CoinbaseTrade> _trades = new(128);

    /// <param name="timeNanos">Of the message: a quote has no time of its own.</param>
    public CoinbaseFault ReadTickers(ReadOnlySpan<byte> events, ulong timeNanos, TickBatch batch)
    {
        var json = new Utf8JsonReader(events);
        json.Read();
        while (CoinbaseJson.ReadObject(ref json, out _))
        {
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                bool isList = CoinbaseJson.IsNamed(ref json, "tickers"u8);
                json.Read();
                if (!isList)
                {
                    json.Skip();
                    continue;
                }

                CoinbaseFault fault = ReadTickerList(ref json, timeNanos, batch);
                if (fault != CoinbaseFault.None)
                {
                    return fault;
                }
            }
        }

        return json.TokenType == JsonTokenType.EndArray ? CoinbaseFault.None : CoinbaseFault.NoEvents;
    }

    public CoinbaseFault ReadTrades(ReadOnlySpan<byte> events, TickBatch batch)
    {
        _trades.Clear();
        var json = new Utf8JsonReader(events);
        json.Read();
        while (CoinbaseJson.ReadObject(ref json, out _))
        {
            int first = _trades.Count;
            bool isSnapshot = false;
            while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
            {
                if (CoinbaseJson.IsNamed(ref json, "type"u8))
                {
                    isSnapshot = CoinbaseJson.ReadScalar(ref json).SequenceEqual("snapshot"u8);
                    continue;
                }

                bool isList = CoinbaseJson.IsNamed(ref json, "trades"u8);
                json.Read();
                if (!isList)
                {
                    json.Skip();
                    continue;
                }

                CoinbaseFault fault = ReadTradeList(ref json);
                if (fault != CoinbaseFault.None)
                {
                    return fault;
                }
            }

            MarkSnapshot(first, isSnapshot);
        }

        if (json.TokenType != JsonTokenType.EndArray)
        {
            return CoinbaseFault.NoEvents;
        }

        // The newest comes first in a message, and has to leave last.
        _trades.Sort(ById);
        AddNew(batch);
        return CoinbaseFault.None;
    }

    private void MarkSnapshot(int first, bool isSnapshot)
    {
        for (int i = first; isSnapshot && i < _trades.Count; i++)
        {
            _trades[i] = _trades[i] with { IsSnapshot = true };
        }
    }

    private CoinbaseFault ReadTickerList(ref Utf8JsonReader json, ulong timeNanos, TickBatch batch)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return CoinbaseFault.NoEvents;
        }

        while (CoinbaseJson.ReadObject(ref json, out _))
        {
            if (batch.Count == MaxTicks)
            {
                return CoinbaseFault.TooManyTicks;
            }

            ReadTicker(ref json, timeNanos, batch);
        }

        return json.TokenType == JsonTokenType.EndArray ? CoinbaseFault.None : CoinbaseFault.NoEvents;
    }

    private void ReadTicker(ref Utf8JsonReader json, ulong timeNanos, TickBatch batch)
    {
        ReadOnlySpan<byte> name = [], bid = [], bidSize = [], ask = [], askSize = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (CoinbaseJson.IsNamed(ref json, "product_id"u8))
            {
                name = CoinbaseJson.ReadScalar(ref json);
            }
            else if (CoinbaseJson.IsNamed(ref json, "best_bid"u8))
            {
                bid = CoinbaseJson.ReadScalar(ref json);
            }
            else if (CoinbaseJson.IsNamed(ref json, "best_bid_quantity"u8))
            {
                bidSize = CoinbaseJson.ReadScalar(ref json);
            }
            else if (CoinbaseJson.IsNamed(ref json, "best_ask"u8))
            {
                ask = CoinbaseJson.ReadScalar(ref json);
            }
            else if (CoinbaseJson.IsNamed(ref json, "best_ask_quantity"u8))
            {
                askSize = CoinbaseJson.ReadScalar(ref json);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        if (products.Find(name) is not { } product)
        {
            counts.MalformedTicks++;
            return;
        }

        (long bidPrice, long bidUnits) = ReadSide(bid, bidSize, isAsk: false);
        (long askPrice, long askUnits) = ReadSide(ask, askSize, isAsk: true);
        batch.AddQuote(product.Symbol, timeNanos, bidPrice, (ulong)bidUnits, askPrice, (ulong)askUnits);
        counts.Tickers++;
    }

    /// <summary>A side that cannot be read is empty: the one before it would be shown as right.</summary>
    private (long Price, long Size) ReadSide(ReadOnlySpan<byte> priceText, ReadOnlySpan<byte> sizeText, bool isAsk)
    {
        if (priceText.IsEmpty || sizeText.IsEmpty)
        {
            // The venue's way to say that nobody quotes.
            return default;
        }

        DecimalFit fit = DecimalText.Read(priceText, out long price);
        long size = ReadSize(sizeText, out bool isSize);
        if (!isSize || fit is DecimalFit.NotDecimal or DecimalFit.TooLarge)
        {
            counts.UnusableSides++;
            return default;
        }

        if (fit != DecimalFit.Exact)
        {
            // Never better than it is.
            counts.Rounded++;
            price += isAsk ? 1 : 0;
        }

        return price > 0 && size > 0 ? (price, size) : default;
    }

    private long ReadSize(ReadOnlySpan<byte> text, out bool isSize)
    {
        DecimalFit fit = DecimalText.Read(text, out long size);
        isSize = fit != DecimalFit.NotDecimal;
        counts.CappedSizes += fit == DecimalFit.TooLarge ? 1 : 0;
        counts.Rounded += fit is DecimalFit.CutBelowHalf or DecimalFit.CutFromHalf ? 1 : 0;
        return size;
    }

    private CoinbaseFault ReadTradeList(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            return CoinbaseFault.NoEvents;
        }

        while (CoinbaseJson.ReadObject(ref json, out _))
        {
            if (_trades.Count == MaxTicks)
            {
                return CoinbaseFault.TooManyTicks;
            }

            ReadTrade(ref json);
        }

        return json.TokenType == JsonTokenType.EndArray ? CoinbaseFault.None : CoinbaseFault.NoEvents;
    }

    private void ReadTrade(ref Utf8JsonReader json)
    {
        ReadOnlySpan<byte> name = [], id = [], priceText = [], sizeText = [], time = [];
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (CoinbaseJson.IsNamed(ref json, "product_id"u8))
            {
                name = CoinbaseJson.ReadScalar(ref json);
            }
            else if (CoinbaseJson.IsNamed(ref json, "trade_id"u8))
            {
                id = CoinbaseJson.ReadScalar(ref json);
            }
            else if (CoinbaseJson.IsNamed(ref json, "price"u8))
            {
                priceText = CoinbaseJson.ReadScalar(ref json);
            }
            else if (CoinbaseJson.IsNamed(ref json, "size"u8))
            {
                sizeText = CoinbaseJson.ReadScalar(ref json);
            }
            else if (CoinbaseJson.IsNamed(ref json, "time"u8))
            {
                time = CoinbaseJson.ReadScalar(ref json);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        DecimalFit fit = DecimalText.Read(priceText, out long price);
        long size = ReadSize(sizeText, out bool isSize);
        price += fit == DecimalFit.CutFromHalf ? 1 : 0;
        if (!isSize || fit is DecimalFit.NotDecimal or DecimalFit.TooLarge || price == 0 || size == 0
            || !Utf8Parser.TryParse(id, out ulong number, out int used) || used != id.Length
            || !UtcText.TryRead(time, out ulong timeNanos) || products.Find(name) is not { } product)
        {
            counts.MalformedTicks++;
            return;
        }

        counts.Rounded += fit == DecimalFit.Exact ? 0 : 1;
        _trades.Add(new CoinbaseTrade(product, number, price, size, timeNanos, IsSnapshot: false));
    }

    private void AddNew(TickBatch batch)
    {
        Span<byte> id = stackalloc byte[20];
        foreach (CoinbaseTrade trade in _trades)
        {
            CoinbaseProduct product = trade.Product;
            if (!product.HasTrades && trade.IsSnapshot)
            {
                // Sold before this feed began: a feed that is started again would tell, and a day's volume count, them twice.
                counts.EarlierTrades++;
                product.LastTradeId = trade.Id;
                continue;
            }

            if (product.HasTrades && trade.Id <= product.LastTradeId)
            {
                counts.RepeatedTrades++;
                continue;
            }

            counts.MissingTrades += product.HasTrades ? (long)Math.Min(trade.Id - product.LastTradeId - 1, MaxMissing) : 0;
            counts.RecoveredTrades += trade.IsSnapshot ? 1 : 0;
            product.LastTradeId = trade.Id;
            product.HasTrades = true;
            Utf8Formatter.TryFormat(trade.Id, id, out int length);
            batch.AddTrade(product.Symbol, trade.TimeNanos, trade.Price, (ulong)trade.Size, id[..length], []);
            counts.Trades++;
        }

        foreach (CoinbaseTrade trade in _trades)
        {
            trade.Product.HasTrades = true;
        }
    }

}
