using System.Text;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Tests.Operations;

public class PrometheusTextTests
{
    private readonly PrometheusText _text = new();

    [Fact]
    public void Labels_and_help_are_escaped()
    {
        _text.Header(new PrometheusFamily("ticks_total", "counter"), "A \\ and\na line");
        _text.Sample("ticks_total", [KeyValuePair.Create("provider.name", (object?)"a\"b\\c\nd"), KeyValuePair.Create("up", (object?)true)], 5L);

        Assert.Equal(
            "# HELP ticks_total A \\\\ and\\na line\n# TYPE ticks_total counter\nticks_total{provider_name=\"a\\\"b\\\\c\\nd\",up=\"true\"} 5\n",
            Written());
    }

    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(1.5, "1.5")]
    [InlineData(-1e-9, "-1E-09")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    public void Numbers_are_written_as_Prometheus_reads_them(double value, string expected)
    {
        _text.Sample("x", [], value);

        Assert.Equal($"x {expected}\n", Written());
    }

    [Fact]
    public void A_bucket_has_its_bound_after_the_labels()
    {
        _text.Bucket("x_bucket", [KeyValuePair.Create("method", (object?)"GET")], 0.005, 3);
        _text.Bucket("x_bucket", [], double.PositiveInfinity, long.MaxValue);

        Assert.Equal("x_bucket{method=\"GET\",le=\"0.005\"} 3\nx_bucket{le=\"+Inf\"} 9223372036854775807\n", Written());
    }

    [Fact]
    public void Clearing_begins_a_new_page()
    {
        _text.Sample("x", [], 1L);
        _text.Clear();
        _text.Sample("y", [], 2L);

        Assert.Equal("y 2\n", Written());
    }

    [Theory]
    [InlineData("gc.heap.generation", "gc_heap_generation")]
    [InlineData("9lives", "_9lives")]
    [InlineData("größe", "gr__e")]
    [InlineData("", "_")]
    public void A_name_is_made_legal(string name, string legal) => Assert.Equal(legal, PrometheusText.LegalName(name));

    private string Written() => Encoding.UTF8.GetString(_text.Written.Span);
}
