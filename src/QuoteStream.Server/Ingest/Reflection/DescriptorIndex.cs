using System.Collections.Frozen;
using Google.Protobuf.Reflection;

namespace QuoteStream.Server.Ingest.Reflection;

/// <summary>Every file that the served interfaces are declared in, and every name in them.</summary>
internal sealed class DescriptorIndex
{
    private readonly FrozenDictionary<string, FileDescriptor> _filesByName;
    private readonly FrozenDictionary<string, FileDescriptor> _filesBySymbol;
    private readonly FrozenSet<string> _messages;

    public DescriptorIndex(IEnumerable<FileDescriptor> files)
    {
        var all = files.SelectMany(WithImports).Distinct().ToArray();
        _filesByName = all.ToFrozenDictionary(file => file.Name);
        _filesBySymbol = all
            .SelectMany(file => SymbolsOf(file).Select(symbol => (symbol, file)))
            .DistinctBy(entry => entry.symbol)
            .ToFrozenDictionary(entry => entry.symbol, entry => entry.file);
        _messages = all.SelectMany(file => file.MessageTypes).SelectMany(WithNested).Select(message => message.FullName).ToFrozenSet();
    }

    public FileDescriptor? FindFile(string name) => _filesByName.GetValueOrDefault(name);

    public FileDescriptor? FindFileWith(string symbol) => _filesBySymbol.GetValueOrDefault(symbol);

    public bool HasMessage(string fullName) => _messages.Contains(fullName);

    /// <summary>The file and everything that it imports, itself first, so that a client can build it without asking again.</summary>
    public static IEnumerable<FileDescriptor> WithImports(FileDescriptor file) =>
        file.Dependencies.SelectMany(WithImports).Prepend(file).Distinct();

    private static IEnumerable<MessageDescriptor> WithNested(MessageDescriptor message) =>
        message.NestedTypes.SelectMany(WithNested).Prepend(message);

    private static IEnumerable<string> SymbolsOf(FileDescriptor file)
    {
        var messages = file.MessageTypes.SelectMany(WithNested).ToArray();
        var enums = file.EnumTypes.Concat(messages.SelectMany(message => message.EnumTypes)).ToArray();
        IEnumerable<IDescriptor> symbols =
        [
            .. file.Services,
            .. file.Services.SelectMany(service => service.Methods),
            .. messages,
            .. messages.SelectMany(message => message.Fields.InDeclarationOrder()),
            .. messages.SelectMany(message => message.Oneofs),
            .. enums,
        ];

        // Protobuf names an enum's value beside the enum, not in it.
        var values = enums.SelectMany(type => type.Values.Select(value => type.FullName[..^type.Name.Length] + value.Name));
        return symbols.Select(symbol => symbol.FullName).Concat(values);
    }
}
