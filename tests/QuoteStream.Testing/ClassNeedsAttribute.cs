namespace QuoteStream.Testing;

/// <summary>
/// What every <see cref="FactNeedsAttribute"/> of a class needs, beside its own: for a class whose facts are inherited, which cannot say it
/// at each of them.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ClassNeedsAttribute(params string[] needs) : Attribute
{
    public IReadOnlyList<string> Needs => needs;
}
