namespace QuoteStream.Testing.Venues;

/// <summary>Messages as the venue writes them, with figures of the test's own.</summary>
public static class CoinbaseMessages
{
    private const string Time = "2026-08-09T21:05:48.228568804Z";

    public static string Quote(
        ulong sequence, string product, string bid, string ask, string bidSize = "1.5", string askSize = "2.5", string type = "update") =>
        $$"""
        {"channel":"ticker","timestamp":"{{Time}}","sequence_num":{{sequence}},"events":[{"type":"{{type}}","tickers":[{"type":"ticker","product_id":"{{product}}","price":"100.5","volume_24_h":"2867.54","best_bid":"{{bid}}","best_ask":"{{ask}}","best_bid_quantity":"{{bidSize}}","best_ask_quantity":"{{askSize}}"}]}]}
        """;

    /// <param name="ids">In the order of the message: the venue's newest comes first.</param>
    public static string Trades(ulong sequence, string product, params ulong[] ids) => Trades(sequence, product, "update", ids);

    /// <inheritdoc cref="Trades(ulong, string, ulong[])"/>
    public static string Snapshot(ulong sequence, string product, params ulong[] ids) => Trades(sequence, product, "snapshot", ids);

    public static string Heartbeat(ulong sequence) =>
        $$$"""
        {"channel":"heartbeats","timestamp":"{{{Time}}}","sequence_num":{{{sequence}}},"events":[{"current_time":"2026-08-09 21:05:48.854840045 +0000 UTC m=+41691.260485341","heartbeat_counter":41691}]}
        """;

    public static string Subscriptions(ulong sequence) =>
        $$$"""
        {"channel":"subscriptions","timestamp":"{{{Time}}}","sequence_num":{{{sequence}}},"events":[{"subscriptions":{"ticker":["BTC-USD"]}}]}
        """;

    public static string Error(string text) => $$"""{"type":"error","message":"{{text}}"}""";

    private static string Trades(ulong sequence, string product, string type, ulong[] ids)
    {
        var trades = ids.Select(id =>
            $$"""{"product_id":"{{product}}","trade_id":"{{id}}","price":"{{id}}.25","size":"0.002186","time":"2026-08-09T21:05:42.514318Z","side":"SELL"}""");
        return $$"""{"channel":"market_trades","timestamp":"{{Time}}","sequence_num":{{sequence}},"events":[{"type":"{{type}}","trades":[{{string.Join(',', trades)}}]}]}""";
    }
}
