using System.ComponentModel.DataAnnotations;
using System.Text;
using QuoteStream.Feeds.Crypto;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Demo;

/// <summary>Settings under <c>Demo</c>.</summary>
[Settings("Demo")]
public sealed class DemoOptions : IValidatableObject
{
    /// <summary>Whether a market inside the server publishes to it. Default: true in Development, else false.</summary>
    public bool? Enabled { get; set; }

    /// <summary>
    /// Whose prices: <c>simulator</c> (made up), or <c>coinbase</c> (live, and made up where the venue does not answer within 5 s). Default simulator.
    /// </summary>
    [EnumDataType(typeof(DemoFeed))]
    public DemoFeed Feed { get; set; }

    /// <summary>Where the live venue is: ws:// or wss://. Default: its public endpoint.</summary>
    public string Url { get; set; } = CoinbaseOptions.PublicEndpoint.OriginalString;

    /// <summary>Which of the live venue's products, comma-separated; at most 500. Default: a dozen well-known ones.</summary>
    public string[] Products { get; set; } = [.. CoinbaseOptions.WellKnownProducts];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("ws" or "wss"))
        {
            yield return new ValidationResult("it is not a ws:// or wss:// address.", [nameof(Url)]);
        }

        if (Products.Length is 0 or > CoinbaseOptions.MaxProducts || Products.Distinct().Count() < Products.Length
            || !Products.All(product => CoinbaseOptions.IsProduct(Encoding.UTF8.GetBytes(product))))
        {
            yield return new ValidationResult(
                $"it is not a list of 1 to {CoinbaseOptions.MaxProducts} different products as BTC-USD,ETH-USD.", [nameof(Products)]);
        }
    }
}
