using System.Globalization;

namespace QuoteStream.Server.Streaming;

/// <summary>The parameter <c>limit</c>: how many entries an answer has at most.</summary>
internal static class QueryLimit
{
    /// <exception cref="BadQueryException">It is not a whole number from 1 to the most.</exception>
    public static int Read(IQueryCollection query, int byDefault, int most)
    {
        var text = query["limit"].ToString();
        if (text.Length == 0)
        {
            return byDefault;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most
            ? limit
            : throw new BadQueryException($"The parameter limit must be a whole number from 1 to {most}.");
    }
}
