using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using QuoteStream.LoadTests.Model;
using QuoteStream.LoadTests.Running;
using QuoteStream.LoadTests.Streams;

namespace QuoteStream.LoadTests.Tests.Streams;

/// <summary>A server that broke its promises would be found out.</summary>
public sealed class StreamCheckTests : IDisposable
{
    private readonly ScenarioRun _run;
    private readonly StreamCheck _check;

    public StreamCheckTests()
    {
        ScenarioProps scenario = Scenario.Create("checked", _ => Task.FromResult(Response.Ok()));
        var info = new TestInfo("id", "suite", "name", DateTimeOffset.UnixEpoch);
        _run = new ScenarioRun(scenario, info, seed: 1, NullLogger.Instance, (_, _) => { }, CancellationToken.None);
        _check = new StreamCheck(new ScenarioContext(_run, 0));
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public void What_goes_on_in_order_is_well()
    {
        Quote("A", 3, 100);
        Quote("B", 1, 90);
        Receive("ready", "{\"symbols\":2}");
        Quote("A", 4, 100);
        Quote("A", 9, 140);
        Trade("A", 7);
        Trade("A", 8);
        Receive("gap", "{\"kind\":\"trade\",\"symbol\":\"A\",\"firstMissed\":9,\"lastMissed\":11,\"missed\":3}");
        Trade("A", 12);
        Trade("B", 1);
        Receive("heartbeat", "{}");

        Assert.Equal((4, 4, 1, true), (_check.Quotes, _check.Trades, _check.Gaps, _check.IsReady));
    }

    [Theory]
    [InlineData(5, 100)]
    [InlineData(4, 110)]
    [InlineData(6, 99)]
    public void A_quote_that_goes_back_is_a_fault(long seq, long received)
    {
        Quote("A", 5, 100);

        Assert.Contains("went back", Assert.Throws<StreamFaultException>(() => Quote("A", seq, received)).Message);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    public void A_trade_that_is_missed_or_comes_again_is_a_fault(long seq)
    {
        Trade("A", 5);

        Assert.Contains("without a gap", Assert.Throws<StreamFaultException>(() => Trade("A", seq)).Message);
    }

    [Fact]
    public void An_event_that_lacks_what_it_needs_is_a_fault()
    {
        Assert.Throws<StreamFaultException>(() => Receive("quote", "{\"seq\":1,\"received\":1}"));
        Assert.Throws<StreamFaultException>(() => Receive("quote", "{\"symbol\":\"A\",\"received\":1}"));
        Assert.Throws<StreamFaultException>(() => Receive("quote", $"{{\"symbol\":\"{new string('A', 40)}\",\"seq\":1,\"received\":1}}"));
    }

    private void Quote(string symbol, long seq, long received) =>
        Receive("quote", $"{{\"symbol\":\"{symbol}\",\"bid\":1,\"seq\":{seq},\"received\":{received},\"sent\":{received + 1}}}");

    private void Trade(string symbol, long seq) => Receive("trade", $"{{\"symbol\":\"{symbol}\",\"price\":1,\"seq\":{seq},\"received\":5}}");

    private void Receive(string name, string data) => _check.Receive(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(data), 100);
}
