using System.Numerics;
using QuoteStream.MarketData.Symbology;

namespace QuoteStream.MarketData.Channels;

/// <summary>The board of symbols that have changed and that somebody waits for: four bits each, one for each kind of change.</summary>
/// <remarks>
/// Any number of threads mark; one at a time reads. A mark is one atomic operation, so there is no moment in which a change is noted but cannot
/// be found: whoever finds a mark set may rely on the next round. (A linked queue with a flag in each symbol has that moment, between the
/// flag and the link.) Its size is fixed by the number of symbols. Hot path: once per publication that somebody waits for. Does not allocate or lock.
/// </remarks>
public sealed class ChangedSymbols
{
    private const int BitsPerSymbol = 4;
    private const int SymbolsPerWord = 64 / BitsPerSymbol;
    private const ulong SymbolMask = (1UL << BitsPerSymbol) - 1;

    private readonly SymbolTable _symbols;
    private readonly ulong[] _words;
    private Action? _wakeReader;

    // Awake until somebody listens: there is nobody to wake.
    private int _isResting;

    internal ChangedSymbols(SymbolTable symbols)
    {
        _symbols = symbols;
        _words = new ulong[(symbols.MaxSymbols + SymbolsPerWord - 1) / SymbolsPerWord];
    }

    /// <summary>Whether no symbol is marked.</summary>
    public bool IsEmpty => !_words.AsSpan(0, WordsInUse).ContainsAnyExcept(0UL);

    private int WordsInUse => (_symbols.Count + SymbolsPerWord - 1) / SymbolsPerWord;

    /// <summary>Names the reader. Once.</summary>
    /// <param name="wakeReader">Called each time that something is marked while the reader rests, on the publisher's thread: must be quick and not throw.</param>
    public void Listen(Action wakeReader)
    {
        _wakeReader = wakeReader;
        if (!TryRest())
        {
            wakeReader();
        }
    }

    /// <summary>Wakes everyone who waits for what is marked. One thread at a time.</summary>
    /// <returns>How many symbols were marked.</returns>
    public int WakeAll()
    {
        var words = _words.AsSpan(0, WordsInUse);
        var served = 0;
        for (var word = words.IndexOfAnyExcept(0UL); word >= 0; word = NextMarked(words, word + 1))
        {
            // Cleared before the waiters are taken: a change after this is marked again, one before it is served now.
            served += Wake(word * SymbolsPerWord, Interlocked.Exchange(ref words[word], 0));
        }

        return served;
    }

    /// <summary>The reader has nothing to do. True: it may leave, and is called when there is. False: something has come meanwhile.</summary>
    public bool TryRest()
    {
        // Full fence, and then a look at the board: either this sees a mark, or its publisher sees that the reader rests.
        Interlocked.Exchange(ref _isResting, 1);
        return IsEmpty || Interlocked.Exchange(ref _isResting, 0) == 0; // Whoever turns it back owes the reader's next round.
    }

    /// <summary>Wakes the reader if it rests, marks or not. Any thread.</summary>
    public void Nudge()
    {
        // Atomic: of several publishers one wakes the reader.
        if (Interlocked.Exchange(ref _isResting, 0) != 0)
        {
            _wakeReader!();
        }
    }

    internal void Mark(int index, ChangeKinds kinds)
    {
        var marks = (ulong)kinds << (index % SymbolsPerWord * BitsPerSymbol);
        ref var word = ref _words[index / SymbolsPerWord];

        // Asked first, after the caller's full fence: a mark that is still there is cleared later, so what was published or armed before is
        // seen then. It saves a fast symbol an interlocked operation per tick while it waits to be served.
        if ((Volatile.Read(ref word) & marks) == marks)
        {
            return;
        }

        // Full fence: the mark is there before it is asked whether the reader rests.
        Interlocked.Or(ref word, marks);
        if (Volatile.Read(ref _isResting) != 0)
        {
            Nudge();
        }
    }

    private static int NextMarked(ReadOnlySpan<ulong> words, int from)
    {
        var next = words[from..].IndexOfAnyExcept(0UL);
        return next < 0 ? -1 : from + next;
    }

    private int Wake(int firstIndex, ulong marks)
    {
        // Looked up after the marks were taken: a symbol that is marked is in the table.
        var channels = _symbols.Snapshot();
        var served = 0;
        while (marks != 0)
        {
            var symbol = BitOperations.TrailingZeroCount(marks) / BitsPerSymbol;
            var kinds = (ChangeKinds)((marks >> (symbol * BitsPerSymbol)) & SymbolMask);
            marks &= ~(SymbolMask << (symbol * BitsPerSymbol));
            channels[firstIndex + symbol].WakeWaiters(kinds);
            served++;
        }

        return served;
    }
}
