using System.Numerics;
using System.Runtime.InteropServices;
using QuoteStream.MarketData.Channels;
using QuoteStream.MarketData.Symbology;

namespace QuoteStream.MarketData.FeedHandling;

/// <summary>A line's own map from the provider's tickers, as bytes, to symbol channels.</summary>
/// <remarks>
/// One thread. Hot path: once per tick. A ticker is converted from its symbology and looked up in the shared table the first time only;
/// after that it costs one probe. Bounded by the shared table's size: only tickers that have a channel are kept.
/// </remarks>
/// <param name="rule">What the provider may publish; null: anything.</param>
internal sealed class ProviderSymbols(SymbolTable symbols, ProviderSymbology symbology, bool acceptNew, ProviderRule? rule = null)
{
    /// <summary>Several spellings of one symbol (trailing spaces) may be kept, but not without end.</summary>
    private readonly int _maxEntries = symbols.MaxSymbols * 2;

    private Entry[] _entries = new Entry[64];
    private int _count;

    /// <summary>Null with the reason when the ticker has no channel and gets none.</summary>
    public SymbolChannel? Resolve(ReadOnlySpan<byte> ticker, out RejectReason reason) => Resolve(ticker, acceptNew, out reason);

    /// <summary>For a tick about an earlier trade, which brings no symbol into being: a symbol that is not known holds no trade.</summary>
    public SymbolChannel? ResolveKnown(ReadOnlySpan<byte> ticker, out RejectReason reason)
    {
        var channel = Resolve(ticker, mayAdd: false, out reason);
        reason = reason == RejectReason.UnknownSymbol && acceptNew ? RejectReason.UnknownTrade : reason;
        return channel;
    }

    private SymbolChannel? Resolve(ReadOnlySpan<byte> ticker, bool mayAdd, out RejectReason reason)
    {
        var head = HeadOf(ticker);
        var mask = _entries.Length - 1;
        for (var i = Hash(head, ticker) & mask; ; i = (i + 1) & mask)
        {
            ref var entry = ref _entries[i];
            if (entry.Channel is null)
            {
                return Add(ticker, mayAdd, out reason);
            }

            if (entry.Head == head && entry.Ticker.Length == ticker.Length && (ticker.Length <= sizeof(ulong) || ticker.SequenceEqual(entry.Ticker)))
            {
                reason = RejectReason.None;
                return entry.Channel;
            }
        }
    }

    // Rare: the first tick of a ticker, or one that never gets a channel.
    private SymbolChannel? Add(ReadOnlySpan<byte> ticker, bool mayAdd, out RejectReason reason)
    {
        Span<byte> canonical = stackalloc byte[CanonicalSymbol.MaxLength];
        if (!SymbolConversion.TryToCanonical(symbology, ticker, canonical, out var length) || rule?.PermitsSymbol(canonical[..length]) == false)
        {
            reason = RejectReason.BadSymbol;
            return null;
        }

        var channel = mayAdd ? symbols.GetOrAdd(canonical[..length]) : symbols.Find(canonical[..length]);
        if (channel is null)
        {
            reason = mayAdd ? RejectReason.TooManySymbols : RejectReason.UnknownSymbol;
            return null;
        }

        reason = RejectReason.None;
        if (_count < _maxEntries)
        {
            Insert(ticker.ToArray(), channel);
        }

        return channel;
    }

    private void Insert(byte[] ticker, SymbolChannel channel)
    {
        // At most half full: a probe then ends after one or two steps.
        if (++_count * 2 > _entries.Length)
        {
            var old = _entries;
            _entries = new Entry[old.Length * 2];
            foreach (var entry in old)
            {
                if (entry.Channel is not null)
                {
                    Place(entry);
                }
            }
        }

        Place(new Entry { Head = HeadOf(ticker), Ticker = ticker, Channel = channel });
    }

    private void Place(in Entry entry)
    {
        var mask = _entries.Length - 1;
        var i = Hash(entry.Head, entry.Ticker) & mask;
        while (_entries[i].Channel is not null)
        {
            i = (i + 1) & mask;
        }

        _entries[i] = entry;
    }

    /// <summary>The first eight bytes, padded with zeros: most tickers whole.</summary>
    private static ulong HeadOf(ReadOnlySpan<byte> ticker)
    {
        if (ticker.Length >= sizeof(ulong))
        {
            return MemoryMarshal.Read<ulong>(ticker);
        }

        ulong head = 0;
        for (var i = ticker.Length - 1; i >= 0; i--)
        {
            head = (head << 8) | ticker[i];
        }

        return head;
    }

    private static int Hash(ulong head, ReadOnlySpan<byte> ticker)
    {
        // Multiplicative hashing by the golden ratio; the high bits are the mixed ones.
        const ulong Golden = 0x9E3779B97F4A7C15;
        var hash = (head ^ (ulong)ticker.Length) * Golden;
        for (var i = sizeof(ulong); i < ticker.Length; i++)
        {
            hash = BitOperations.RotateLeft(hash ^ ticker[i], 23) * Golden;
        }

        return (int)(hash >> 40);
    }

    private struct Entry
    {
        public ulong Head;
        public byte[] Ticker;
        public SymbolChannel? Channel;
    }
}
