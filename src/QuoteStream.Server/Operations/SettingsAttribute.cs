namespace QuoteStream.Server.Operations;

/// <summary>Names the section of the configuration that an options class is read from.</summary>
/// <param name="section">"Streaming": what stands before the colon in every key.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SettingsAttribute(string section) : Attribute
{
    public string Section { get; } = section;
}
