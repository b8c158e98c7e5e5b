using System.Globalization;

namespace QuoteStream.Feeds.Adapters;

/// <summary>What a command says at its end: one figure a line, zeros left out where zero is as it should be.</summary>
public sealed class FeedFigures
{
    private const int LabelWidth = 24;

    private readonly List<(string Label, string Value)> _lines = [];

    public IReadOnlyList<(string Label, string Value)> Lines => _lines;

    public FeedFigures Add(string label, string value)
    {
        _lines.Add((label, value));
        return this;
    }

    public FeedFigures Add(string label, long count) => Add(label, count.ToString("N0", CultureInfo.InvariantCulture));

    public FeedFigures AddUnlessZero(string label, long count) => count == 0 ? this : Add(label, count);

    public async Task WriteAsync(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        foreach ((string label, string value) in _lines)
        {
            await output.WriteLineAsync($"{label.PadRight(LabelWidth)} {value}").ConfigureAwait(false);
        }
    }
}
