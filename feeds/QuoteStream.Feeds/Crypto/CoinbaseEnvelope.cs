using System.Buffers.Text;
using System.Text.Json;

namespace QuoteStream.Feeds.Crypto;

/// <summary>What every message of the venue has around its events. Read in one pass that also shows that all of the message is JSON.</summary>
/// <remarks>Hot path: once a message. Does not allocate.</remarks>
internal ref struct CoinbaseEnvelope
{
    public CoinbaseChannel Channel;
    public ulong Sequence;
    public ulong TimeNanos;

    /// <summary>A JSON array as it stands in the message; empty where there is none.</summary>
    public ReadOnlySpan<byte> Events;

    /// <summary>The venue's words, as JSON writes them.</summary>
    public ReadOnlySpan<byte> ErrorText;

    private bool _hasChannel;
    private bool _hasSequence;
    private bool _hasTime;

    public static CoinbaseFault Read(ReadOnlySpan<byte> message, out CoinbaseEnvelope envelope)
    {
        envelope = default;
        try
        {
            return envelope.Read(message);
        }
        catch (JsonException)
        {
            // The only way in which the reader says so. The connection that brought it is given up: this is not once per tick.
            return CoinbaseFault.NotJson;
        }
    }

    private CoinbaseFault Read(ReadOnlySpan<byte> message)
    {
        var json = new Utf8JsonReader(message);
        if (!json.Read() || json.TokenType != JsonTokenType.StartObject)
        {
            return CoinbaseFault.NoChannel;
        }

        bool isError = false;
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (CoinbaseJson.IsNamed(ref json, "events"u8))
            {
                Events = ReadArray(ref json, message);
            }
            else if (CoinbaseJson.IsNamed(ref json, "channel"u8))
            {
                _hasChannel = true;
                Channel = ChannelOf(CoinbaseJson.ReadScalar(ref json));
            }
            else if (CoinbaseJson.IsNamed(ref json, "sequence_num"u8))
            {
                ReadOnlySpan<byte> digits = CoinbaseJson.ReadScalar(ref json);
                _hasSequence = Utf8Parser.TryParse(digits, out Sequence, out int used) && used == digits.Length;
            }
            else if (CoinbaseJson.IsNamed(ref json, "timestamp"u8))
            {
                _hasTime = UtcText.TryRead(CoinbaseJson.ReadScalar(ref json), out TimeNanos);
            }
            else if (CoinbaseJson.IsNamed(ref json, "type"u8))
            {
                isError = CoinbaseJson.ReadScalar(ref json).SequenceEqual("error"u8);
            }
            else if (CoinbaseJson.IsNamed(ref json, "message"u8))
            {
                json.Read();
                ErrorText = json.TokenType == JsonTokenType.String ? json.ValueSpan : default;
                json.Skip();
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }

        // To the end: what follows the object is a fault of the message.
        json.Read();
        if (isError)
        {
            Channel = CoinbaseChannel.Error;
            return CoinbaseFault.None;
        }

        return FindFault();
    }

    private readonly CoinbaseFault FindFault()
    {
        if (!_hasChannel)
        {
            return CoinbaseFault.NoChannel;
        }

        if (!_hasSequence)
        {
            return CoinbaseFault.NoSequence;
        }

        bool hasTicks = Channel is CoinbaseChannel.Ticker or CoinbaseChannel.MarketTrades;
        return !hasTicks ? CoinbaseFault.None
            : !_hasTime ? CoinbaseFault.NoTime
            : Events.IsEmpty ? CoinbaseFault.NoEvents : CoinbaseFault.None;
    }

    private static ReadOnlySpan<byte> ReadArray(scoped ref Utf8JsonReader json, ReadOnlySpan<byte> message)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartArray)
        {
            json.Skip();
            return [];
        }

        int start = (int)json.TokenStartIndex;
        json.Skip();
        return message[start..(int)json.BytesConsumed];
    }

    private static CoinbaseChannel ChannelOf(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("ticker"u8) ? CoinbaseChannel.Ticker
        : name.SequenceEqual("market_trades"u8) ? CoinbaseChannel.MarketTrades
        : name.SequenceEqual("heartbeats"u8) ? CoinbaseChannel.Heartbeats
        : name.SequenceEqual("subscriptions"u8) ? CoinbaseChannel.Subscriptions
        : CoinbaseChannel.Other;
}
