using System.Text.Json.Serialization;

namespace QuoteStream.Client.Streams;

/// <summary>Generated readers of everything a server sends.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(HelloEvent))]
[JsonSerializable(typeof(QuoteEvent))]
[JsonSerializable(typeof(ReadyEvent))]
[JsonSerializable(typeof(TradeEvent))]
[JsonSerializable(typeof(StatusEvent))]
[JsonSerializable(typeof(GapEvent))]
[JsonSerializable(typeof(SubscriptionsEvent))]
[JsonSerializable(typeof(HeartbeatEvent))]
[JsonSerializable(typeof(SlowEvent))]
[JsonSerializable(typeof(ExpiringEvent))]
[JsonSerializable(typeof(GoodbyeEvent))]
[JsonSerializable(typeof(QuoteStreamProblem))]
[JsonSerializable(typeof(TransactionEvent))]
[JsonSerializable(typeof(PortfolioEvent))]
[JsonSerializable(typeof(QuoteSnapshot))]
[JsonSerializable(typeof(InstrumentList))]
[JsonSerializable(typeof(BarList))]
[JsonSerializable(typeof(TradeList))]
internal sealed partial class StreamJson : JsonSerializerContext;
