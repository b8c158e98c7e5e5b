using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace QuoteStream.EndToEnd.Tests.SseConformance;

/// <summary>
/// An event stream read byte by byte after the rules of WHATWG HTML, 9.2.6, as far as this project uses them: whatever a parser might pass
/// over in silence, or two might read differently, is a fault.
/// </summary>
internal sealed partial class StrictStream
{
    /// <summary>Of the events that the interface has.</summary>
    public static readonly IReadOnlyCollection<string> KnownNames =
    [
        "hello", "quote", "ready", "trade", "status", "gap", "subscriptions", "transaction", "portfolio", "slow", "heartbeat", "expiring",
        "problem", "goodbye",
    ];

    private static readonly JsonDocumentOptions OnceEach = new() { AllowDuplicateProperties = false };

    private readonly byte[] _body;
    private readonly HashSet<int> _chunkEnds;
    private readonly List<ParsedEvent> _events = [];
    private readonly List<string> _faults;
    private string _lastEventId;
    private int _start;

    private StrictStream(ChunkedResponse response, string lastEventId)
    {
        _body = response.Body;
        _chunkEnds = [.. response.ChunkEnds];
        _faults = [.. response.Faults];
        _lastEventId = lastEventId;
    }

    public IReadOnlyList<ParsedEvent> Events => _events;

    /// <summary>From the first line; 0 before.</summary>
    public int RetryMillis { get; private set; }

    /// <summary>Behind the last empty line: what a cut has left of an event.</summary>
    public ReadOnlySpan<byte> Rest => _body.AsSpan(_start);

    public IReadOnlyList<string> Faults => _faults;

    /// <param name="lastEventId">What the client that reads it came with.</param>
    public static StrictStream Parse(ChunkedResponse response, string lastEventId = "")
    {
        var stream = new StrictStream(response, lastEventId);
        stream.CheckBytes();
        while (stream.Rest.IndexOf("\n\n"u8) is var length and >= 0)
        {
            stream.TakeBlock(length);
        }

        stream.CheckWhole(response);
        return stream;
    }

    private void CheckBytes()
    {
        foreach (var (bytes, what) in new[] { ("\r", "a carriage return"), ("\0", "a null"), ("\uFEFF", "a byte order mark") })
        {
            if (_body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(bytes)) is var at and >= 0)
            {
                Fault($"{what} at byte {at}", _body.AsSpan(Math.Max(0, at - 20)));
            }
        }
    }

    private void TakeBlock(int length)
    {
        var block = _body.AsSpan(_start, length);
        var isFirst = _start == 0;
        _start += length + 2;
        if (!Utf8.IsValid(block))
        {
            Fault("no UTF-8", block);
        }

        if (isFirst)
        {
            TakeRetry(block);
        }
        else
        {
            TakeEvent(block);
        }
    }

    private void TakeRetry(ReadOnlySpan<byte> block)
    {
        var line = Encoding.UTF8.GetString(block);
        if (RetryLine().IsMatch(line))
        {
            RetryMillis = int.Parse(line.AsSpan("retry: ".Length), CultureInfo.InvariantCulture);
        }
        else
        {
            Fault("does not begin with one line of retry", block);
        }
    }

    private void TakeEvent(ReadOnlySpan<byte> block)
    {
        var fields = new Dictionary<string, string>();
        foreach (var line in Encoding.UTF8.GetString(block).Split('\n'))
        {
            var field = FieldLine().Match(line);
            if (!field.Success)
            {
                Fault($"the line '{line}' is no field of an event", block);
            }
            else if (!fields.TryAdd(field.Groups["name"].Value, field.Groups["value"].Value))
            {
                Fault($"a second {field.Groups["name"].Value}", block);
            }
        }

        var name = fields.GetValueOrDefault("event", "");
        if (!KnownNames.Contains(name))
        {
            Fault($"no known name: '{name}'", block);
        }

        var data = fields.GetValueOrDefault("data", "");
        CheckData(data, block);
        if (fields.TryGetValue("id", out var id))
        {
            if (!Id().IsMatch(id))
            {
                Fault($"no id: '{id}'", block);
            }

            _lastEventId = id;
        }

        CheckPlace(name, hasId: id is not null, block);
        _events.Add(new ParsedEvent(name, data, _lastEventId));
    }

    private void CheckData(string data, ReadOnlySpan<byte> block)
    {
        try
        {
            using var json = JsonDocument.Parse(data, OnceEach);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                Fault("data is no object", block);
            }
        }
        catch (JsonException fault)
        {
            Fault($"data is no JSON: {fault.Message}", block);
        }
    }

    // A write is one chunk, or several where it is long: the last event of a write, and so of a chunk, may have an id, and no other but each
    // transaction, which must not be told twice to who is cut within a write.
    private void CheckPlace(string name, bool hasId, ReadOnlySpan<byte> block)
    {
        // Who is refused has had nothing that it could come back to.
        var isRefusal = name == "goodbye" && _events.Count == 0;
        if (_events.Count == 0 && name != "hello" && !isRefusal)
        {
            Fault("does not begin with hello", block);
        }

        if (_events.Count > 0 && (name == "hello" || _events[^1].Name == "goodbye"))
        {
            Fault("an event behind goodbye, or a second hello", block);
        }

        if (hasId && name != "transaction" && !_chunkEnds.Contains(_start))
        {
            Fault("an id, but not on the last event of a write", block);
        }

        if (name == "goodbye" && hasId == isRefusal)
        {
            Fault(hasId ? "a refusal with an id" : "a goodbye without an id", block);
        }
    }

    private void CheckWhole(ChunkedResponse response)
    {
        // What a cut left of a letter is no fault; what is wrong before it is.
        if (response.IsEnded && Rest.Length > 0)
        {
            Fault("ended inside an event", Rest);
        }

        if (Rest.StartsWith("\n"u8))
        {
            Fault("an empty line too many", Rest);
        }
    }

    private void Fault(string what, ReadOnlySpan<byte> bytes) => _faults.Add($"event {_events.Count}: {what}: {BytesText.Of(bytes)}");

    [GeneratedRegex(@"^retry: [1-9][0-9]{0,8}\z")]
    private static partial Regex RetryLine();

    // One space, and no other before the value: a parser takes away just one.
    [GeneratedRegex(@"^(?<name>event|data|id): (?<value>[^ \t].*)\z")]
    private static partial Regex FieldLine();

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,64}\z")]
    private static partial Regex Id();
}
