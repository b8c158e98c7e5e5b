using System.Text.Json;
using System.Text.Json.Serialization;
using QuoteStream.LoadTests.Model;

namespace QuoteStream.LoadTests.Reports;

/// <summary>Everything, for programs: the figures as <see cref="NodeStats"/> has them, series included.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        IncludeFields = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static string Render(NodeStats stats) => JsonSerializer.Serialize(stats, Options);
}
