using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Tests.Operations;

public class SettingsSetupTests
{
    [Fact]
    public void Settings_are_bound_and_registered_both_ways()
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["Example:MaxStreams"] = "7";

        var settings = builder.AddSettings<ExampleOptions>();

        using var host = builder.Build();
        Assert.Equal(7, settings.MaxStreams);
        Assert.Equal(TimeSpan.FromSeconds(15), settings.Interval);
        Assert.Same(settings, host.Services.GetRequiredService<ExampleOptions>());
        Assert.Same(settings, host.Services.GetRequiredService<IOptions<ExampleOptions>>().Value);
    }

    [Theory]
    [InlineData("Example:MaxStreams", "many", "Example:MaxStreams")]
    [InlineData("Example:MaxStreams", "0", "Example:MaxStreams")]
    [InlineData("Example:Interval", "soon", "Example:Interval")]
    [InlineData("Example:Interval", "15", "Example:Interval")]
    [InlineData("Example:MaxSteams", "7", "Example:MaxSteams")]
    [InlineData("Example:Owner", "nobody", "Example:Owner")]
    [InlineData("Example", "7", "Example")]
    public void A_bad_value_is_refused_with_its_key_and_value(string key, string value, string named)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(key, (string?)value)]).Build();

        var refusal = Assert.Throws<SettingException>(() => SettingsSetup.Read<ExampleOptions>(configuration));

        Assert.Equal(named, refusal.Key);
        Assert.Contains($"Setting {named} is '", refusal.Message);
    }

    [Settings("Example")]
    private sealed class ExampleOptions : IValidatableObject
    {
        [Range(1, 100)]
        public int MaxStreams { get; set; } = 50;

        // "15" reads as 15 days: only a bound tells that somebody meant seconds.
        [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
        public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

        public string Owner { get; set; } = "";

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Owner == "nobody")
            {
                yield return new ValidationResult("it must be somebody.", [nameof(Owner)]);
            }
        }
    }
}
