using System.Buffers.Text;
using System.Text;
using QuoteStream.LoadTests.Running;

namespace QuoteStream.LoadTests.Streams;

/// <summary>Reads one stream's events, measures them, and holds them to what the server promises. One thread at a time.</summary>
internal sealed class StreamCheck(ScenarioContext context) : ISseReceiver
{
    private readonly Dictionary<string, SymbolState> _symbols = [];

    public long Quotes { get; private set; }

    public long Trades { get; private set; }

    public long Gaps { get; private set; }

    /// <summary>Snapshots after <c>hello</c> have all come.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Why the server ended the stream; null: it did not say.</summary>
    public string? Goodbye { get; private set; }

    /// <exception cref="StreamFaultException">The server broke a promise.</exception>
    public void Receive(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data, int bytes)
    {
        if (name.SequenceEqual("quote"u8))
        {
            Quotes++;
            TakeQuote(data, bytes);
        }
        else if (name.SequenceEqual("trade"u8))
        {
            Trades++;
            TakeTrade(data, bytes);
        }
        else if (name.SequenceEqual("gap"u8))
        {
            Gaps++;
            StateOf(data).LastTrade = Math.Max(StateOf(data).LastTrade, Number(data, "\"lastMissed\":"u8));
        }
        else if (name.SequenceEqual("ready"u8))
        {
            IsReady = true;
        }
        else if (name.SequenceEqual("goodbye"u8))
        {
            Goodbye = Encoding.UTF8.GetString(data);
        }
    }

    private void TakeQuote(ReadOnlySpan<byte> data, int bytes)
    {
        SymbolState state = StateOf(data);
        long seq = Number(data, "\"seq\":"u8);
        long received = Number(data, "\"received\":"u8);
        if (seq <= state.LastQuote || received < state.LastReceived)
        {
            throw new StreamFaultException(
                $"A quote went back: seq {seq} after {state.LastQuote}, received {received} after {state.LastReceived}: {Encoding.UTF8.GetString(data)}");
        }

        (state.LastQuote, state.LastReceived) = (seq, received);
        if (IsReady)
        {
            context.Measure("quote: from the server's writing", Since(Number(data, "\"sent\":"u8)), bytes);
            context.Measure("quote: from the tick's receipt", Since(received), 0);
        }
    }

    private void TakeTrade(ReadOnlySpan<byte> data, int bytes)
    {
        SymbolState state = StateOf(data);
        long seq = Number(data, "\"seq\":"u8);
        if (state.LastTrade != 0 && seq != state.LastTrade + 1)
        {
            throw new StreamFaultException($"Trade {seq} came after {state.LastTrade} without a gap: {Encoding.UTF8.GetString(data)}");
        }

        state.LastTrade = seq;
        context.Measure("trade: from the tick's receipt", Since(Number(data, "\"received\":"u8)), bytes);
    }

    private SymbolState StateOf(ReadOnlySpan<byte> data)
    {
        const int MaxSymbolBytes = 32;
        ReadOnlySpan<byte> key = "\"symbol\":\""u8;
        int start = data.IndexOf(key);
        ReadOnlySpan<byte> symbol = start < 0 ? default : data[(start + key.Length)..];
        int end = symbol.IndexOf((byte)'"');
        if (end is <= 0 or > MaxSymbolBytes)
        {
            throw new StreamFaultException($"An event names no symbol: {Encoding.UTF8.GetString(data)}");
        }

        Span<char> name = stackalloc char[MaxSymbolBytes];
        name = name[..Encoding.UTF8.GetChars(symbol[..end], name)];
        if (!_symbols.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out SymbolState? state))
        {
            state = new SymbolState();
            _symbols[name.ToString()] = state;
        }

        return state;
    }

    private static long Number(ReadOnlySpan<byte> data, ReadOnlySpan<byte> key)
    {
        int start = data.IndexOf(key);
        return start >= 0 && Utf8Parser.TryParse(data[(start + key.Length)..], out long number, out _)
            ? number
            : throw new StreamFaultException($"An event lacks {Encoding.UTF8.GetString(key)} {Encoding.UTF8.GetString(data)}");
    }

    // Microseconds of the wall clock, as the server stamps: of another machine only as exact as both clocks.
    private static TimeSpan Since(long micros) => DateTime.UtcNow - DateTime.UnixEpoch - TimeSpan.FromMicroseconds(micros);

    private sealed class SymbolState
    {
        public long LastQuote { get; set; }

        public long LastReceived { get; set; }

        public long LastTrade { get; set; }
    }
}
