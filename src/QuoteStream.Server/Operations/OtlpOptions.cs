using System.ComponentModel.DataAnnotations;

namespace QuoteStream.Server.Operations;

/// <summary>Settings under <c>OpenTelemetry:Otlp</c>.</summary>
[Settings("OpenTelemetry:Otlp")]
public sealed class OtlpOptions : IValidatableObject
{
    /// <summary>
    /// A collector that metrics are pushed to over OTLP/gRPC, such as http://localhost:4317. Default empty: none, unless the standard
    /// variable OTEL_EXPORTER_OTLP_ENDPOINT names one.
    /// </summary>
    public Uri? Endpoint { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Endpoint is not (null or { IsAbsoluteUri: true, Scheme: "http" or "https" }))
        {
            yield return new ValidationResult("it must be an http or https address.", [nameof(Endpoint)]);
        }
    }
}
