using System.ComponentModel.DataAnnotations;

namespace QuoteStream.Server.Operations;

/// <summary>Settings under <c>Data</c>.</summary>
[Settings("Data")]
public sealed class DataOptions
{
    /// <summary>Directory of everything that the server keeps on disk. Default "data", below the directory that it is started from.</summary>
    [Required]
    public string Directory { get; set; } = "data";
}
