using System.Collections.Concurrent;
using System.Text;
using QuoteStream.MarketData.Book;
using QuoteStream.MarketData.Channels;

namespace QuoteStream.MarketData.Symbology;

/// <summary>Every canonical symbol that a provider has published, with its channel. Symbols are never removed.</summary>
/// <remarks>Any number of threads. Feed lines keep their own map of a provider's tickers, so this is asked once per line and symbol.</remarks>
public sealed class SymbolTable
{
    private readonly ConcurrentDictionary<string, SymbolChannel> _bySymbol = new(StringComparer.Ordinal);
    private readonly Lock _adding = new();
    private readonly TradingCalendar _calendar;
    private readonly BookOptions _books;
    private readonly DayTerms _days;
    private SymbolChannel[] _byIndex = new SymbolChannel[64];
    private int _count;

    /// <param name="maxSymbols">Bounds this table and the board of changed symbols.</param>
    /// <param name="books">Null: the defaults.</param>
    public SymbolTable(int maxSymbols, TradingCalendar calendar, BookOptions? books = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxSymbols);
        MaxSymbols = maxSymbols;
        _calendar = calendar;
        _books = books ?? new BookOptions();
        _days = new DayTerms(_books);
        Changed = new ChangedSymbols(this);
    }

    public int MaxSymbols { get; }

    /// <summary>Bars that one symbol keeps of each interval, at most.</summary>
    public int MaxBars => _books.MaxBars;

    internal TradingCalendar Calendar => _calendar;

    // Acquire: the entries below the count are there.
    public int Count => Volatile.Read(ref _count);

    /// <summary>Symbols that somebody waits for and that have changed.</summary>
    public ChangedSymbols Changed { get; }

    /// <summary>Numbers everything that is published on these symbols.</summary>
    public TideClock Tide { get; } = new();

    /// <summary>What each provider has brought to life.</summary>
    internal LiveSymbols Live { get; } = new();

    /// <summary>
    /// Told of each new symbol, on the feed line's thread, before any line's first tick of it. Must be quick, not throw, and not ask for a new symbol.
    /// </summary>
    public event Action<SymbolChannel>? Added;

    public bool TryGet(string symbol, out SymbolChannel? channel) => _bySymbol.TryGetValue(symbol, out channel);

    /// <summary>All symbols known now, by <see cref="SymbolChannel.Index"/>.</summary>
    public ReadOnlySpan<SymbolChannel> Snapshot()
    {
        var count = Count;
        return Volatile.Read(ref _byIndex).AsSpan(0, count); // Acquire: an array at least as new as the count.
    }

    /// <summary>Finds or adds a symbol; null when the table is full.</summary>
    /// <param name="canonical">Checked by the symbology.</param>
    public SymbolChannel? GetOrAdd(ReadOnlySpan<byte> canonical)
    {
        var symbol = Encoding.ASCII.GetString(canonical);
        if (_bySymbol.TryGetValue(symbol, out var channel) && channel.IsAnnounced)
        {
            return channel;
        }

        // A symbol that another line is just adding is waited for: who watches for it is told before anything is published on it.
        lock (_adding)
        {
            if (_bySymbol.TryGetValue(symbol, out channel))
            {
                return channel;
            }

            if (_count == MaxSymbols)
            {
                return null;
            }

            channel = new SymbolChannel(symbol, _count, Changed, _calendar, _books, _days, Live);
            Append(channel);
            _bySymbol[symbol] = channel;
            Added?.Invoke(channel);
            channel.IsAnnounced = true;
            return channel;
        }
    }

    /// <summary>Finds a symbol without adding it; null when it is not known.</summary>
    public SymbolChannel? Find(ReadOnlySpan<byte> canonical) => _bySymbol.GetValueOrDefault(Encoding.ASCII.GetString(canonical));

    private void Append(SymbolChannel channel)
    {
        var all = _byIndex;
        if (_count == all.Length)
        {
            Array.Resize(ref all, _count * 2);
            Volatile.Write(ref _byIndex, all); // Release: readers of the larger array see the copied entries.
        }

        all[_count] = channel;
        Volatile.Write(ref _count, _count + 1); // Release: the entry is there before the count says so.
    }
}
