using System.Buffers;
using System.Text;

namespace QuoteStream.Server.Portfolios.Transfers;

/// <summary>How the cells of a ledger's CSV file are written.</summary>
/// <remarks>
/// Spreadsheets take a cell that begins with one of = + - @ for a formula, and a note may come from anywhere. Such texts get an apostrophe in
/// front, which an import takes off again. Numbers stay numbers, with their minus.
/// </remarks>
internal static class CsvText
{
    private const string FormulaStarts = "=+-@";

    private static readonly SearchValues<char> Special = SearchValues.Create(",\"\r\n");

    /// <summary>A text, made harmless and put into quotes where needed.</summary>
    public static void AppendText(StringBuilder row, string? text)
    {
        if (text is null)
        {
            return;
        }

        var shielded = NeedsShield(text) ? $"'{text}" : text;
        var isSpecial = shielded.AsSpan().ContainsAny(Special) || shielded.StartsWith(' ') || shielded.EndsWith(' ');
        row.Append(isSpecial ? $"\"{shielded.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : shielded);
    }

    /// <summary>A text as it was before <see cref="AppendText"/>.</summary>
    public static string Unshield(string text) => text.StartsWith('\'') && NeedsShield(text[1..]) ? text[1..] : text;

    // An apostrophe too, or one that was there could not be told from the shield.
    private static bool NeedsShield(string text) => text.Length > 0 && (FormulaStarts.Contains(text[0]) || text[0] == '\'');
}
