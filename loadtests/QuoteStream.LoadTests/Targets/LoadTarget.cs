using QuoteStream.LoadTests.Measuring;

namespace QuoteStream.LoadTests.Targets;

/// <summary>The server that is put under load.</summary>
/// <param name="Http">Its streams and REST.</param>
/// <param name="Grpc">Its ingest.</param>
/// <param name="Probe">Null: nothing tells what it uses.</param>
internal sealed record LoadTarget(Uri Http, Uri Grpc, string? BearerToken, IProcessProbe? Probe);
