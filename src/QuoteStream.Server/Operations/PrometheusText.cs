using System.Buffers;
using System.Globalization;
using System.Text;

namespace QuoteStream.Server.Operations;

/// <summary>Writes the Prometheus text format 0.0.4, line by line, into memory. One writer at a time.</summary>
/// <remarks>https://prometheus.io/docs/instrumenting/exposition_formats/</remarks>
internal sealed class PrometheusText
{
    /// <summary>Prometheus 3 refuses a scrape without it.</summary>
    internal const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    // More than the longest text of a double ("-2.2250738585072014E-308") or a long.
    private const int MaxNumberBytes = 32;

    private readonly ArrayBufferWriter<byte> _bytes = new();

    internal ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>Letters, digits and underscores, and no digit in front: legal for a metric and for a label.</summary>
    internal static string LegalName(string name)
    {
        var legal = string.Create(name.Length, name, static (characters, source) =>
        {
            for (var i = 0; i < characters.Length; i++)
            {
                characters[i] = char.IsAsciiLetterOrDigit(source[i]) ? source[i] : '_';
            }
        });
        return legal.Length == 0 || char.IsAsciiDigit(legal[0]) ? $"_{legal}" : legal;
    }

    internal void Clear() => _bytes.ResetWrittenCount();

    /// <summary>Once per family, in front of its samples.</summary>
    /// <param name="help">One sentence; empty where the instrument has none.</param>
    internal void Header(PrometheusFamily family, string help)
    {
        Write($"# HELP {family.Name} {help.Replace("\\", "\\\\").Replace("\n", "\\n")}\n");
        Write($"# TYPE {family.Name} {family.Type}\n");
    }

    internal void Sample(string name, ReadOnlySpan<KeyValuePair<string, object?>> labels, double value)
    {
        Series(name, labels, bound: null);
        Write(" ");
        Write(value);
        Write("\n");
    }

    internal void Sample(string name, ReadOnlySpan<KeyValuePair<string, object?>> labels, long value)
    {
        Series(name, labels, bound: null);
        Write(" ");
        Write(value);
        Write("\n");
    }

    /// <param name="bound">The bucket's upper bound, included; infinity for the last one.</param>
    /// <param name="cumulativeCount">Of this bucket and all below it.</param>
    internal void Bucket(string name, ReadOnlySpan<KeyValuePair<string, object?>> labels, double bound, long cumulativeCount)
    {
        Series(name, labels, bound);
        Write(" ");
        Write(cumulativeCount);
        Write("\n");
    }

    private static string Escape(object? value) =>
        (value is bool claim ? (claim ? "true" : "false") : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
            .Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private void Series(string name, ReadOnlySpan<KeyValuePair<string, object?>> labels, double? bound)
    {
        Write(name);
        var separator = "{";
        foreach (var (key, value) in labels)
        {
            Write(separator);
            Write(LegalName(key));
            Write("=\"");
            Write(Escape(value));
            Write("\"");
            separator = ",";
        }

        if (bound is { } le)
        {
            Write(separator);
            Write("le=\"");
            Write(le);
            Write("\"");
            separator = ",";
        }

        if (separator == ",")
        {
            Write("}");
        }
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _bytes);

    private void Write(double value)
    {
        if (double.IsInfinity(value))
        {
            Write(value > 0 ? "+Inf" : "-Inf");
            return;
        }

        value.TryFormat(_bytes.GetSpan(MaxNumberBytes), out var length, default, CultureInfo.InvariantCulture);
        _bytes.Advance(length);
    }

    private void Write(long value)
    {
        value.TryFormat(_bytes.GetSpan(MaxNumberBytes), out var length, default, CultureInfo.InvariantCulture);
        _bytes.Advance(length);
    }
}
