using System.Text.RegularExpressions;
using QuoteStream.Testing;

namespace QuoteStream.EndToEnd.Tests;

/// <summary>The house style, as far as a program can check it.</summary>
public partial class RepositoryTests
{
    private const int MaxFileLines = 400;
    private const int MaxMemberLines = 70;

    // It is a table of contents.
    private const int MaxProgramLines = 60;

    // Scenarios of NBomber's are to be compiled here as they are: its words, whatever they say.
    private const string BorrowedNames = "loadtests/QuoteStream.LoadTests/Model/";

    private static readonly string[] BannedWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Common", "Core", "Impl", "Info"];

    [Fact]
    public void A_file_and_its_members_are_short_enough_to_be_read()
    {
        Faults.AssertNone(SourceTree.CSharpFiles.SelectMany(file =>
        {
            var lines = SourceTree.ReadLines(file);

            // By the indentation, which the build enforces. A type inside a type is no member that anybody reads in one go.
            var longMembers =
                from start in Enumerable.Range(1, lines.Length - 1)
                where lines[start] == "    {" && !TypeDeclaration().IsMatch(lines[start - 1])
                let length = Array.FindIndex(lines, start, line => line.StartsWith("    }", StringComparison.Ordinal)) - start - 1
                where length > MaxMemberLines
                select $"{file}:{start} has a member of {length} lines";
            var most = Path.GetFileName(file) == "Program.cs" ? MaxProgramLines : MaxFileLines;
            return lines.Length > most ? longMembers.Append($"{file} has {lines.Length} lines") : longMembers;
        }));
    }

    [Fact]
    public void A_name_says_what_a_thing_is()
    {
        Faults.AssertNone(
            from file in SourceTree.CSharpFiles
            where !file.StartsWith(BorrowedNames, StringComparison.Ordinal)
            from name in TypesOf(file).Select(type => type.Groups["name"].Value).Append(Path.GetFileNameWithoutExtension(file))
            where char.IsAsciiDigit(name[^1]) || PascalWord().Matches(name).Any(word => BannedWords.Contains(word.Value))
            select $"{file}: {name}");
    }

    [Fact]
    public void A_file_has_one_public_type_of_its_own_name()
    {
        Faults.AssertNone(
            from file in SourceTree.CSharpFiles
            let types = TypesOf(file)
                .Where(type => type.Groups["indent"].Length == 0 && type.Groups["modifiers"].Value.Contains("public "))
                .Select(type => type.Groups["name"].Value)
                .ToArray()
            let name = Path.GetFileNameWithoutExtension(file)
            where types.Length > 1 || (types.Length == 1 && types[0] != name && $"{types[0]}OfT" != name)
            select $"{file}: {string.Join(", ", types)}");
    }

    [Fact]
    public void A_namespace_is_its_folder()
    {
        // The top-level statements of a program have no namespace.
        Faults.AssertNone(
            from file in SourceTree.CSharpFiles
            let declared = Namespace().Match(SourceTree.Read(file))
            where declared.Success
                ? declared.Groups["name"].Value != string.Join('.', Path.GetDirectoryName(file)!.Split('/')[1..])
                : Path.GetFileName(file) != "Program.cs"
            select $"{file}: {declared.Groups["name"].Value}");
    }

    [Fact]
    public void No_region_no_left_over_note_and_no_code_in_a_comment()
    {
        Faults.AssertNone(
            from file in SourceTree.CSharpFiles
            from line in SourceTree.ReadLines(file)
            where Leftover().IsMatch(line) || CommentedOutCode().IsMatch(line)
            select $"{file}: {line.Trim()}");
    }

    [Fact]
    public void A_file_speaks_of_the_project_alone()
    {
        // But for where the project's continuous integration finds the market data, unless it is told.
        Faults.AssertNone(
            from file in SourceTree.Files
            where !BinaryName().IsMatch(file)
            from place in ForeignPlace().Matches(SourceTree.Read(file)).Select(match => match.Value)
            where file != ".ci/run" || place != "shared" + "/"
            select $"{file}: {place}");
    }

    [Fact]
    public void A_test_that_can_be_skipped_says_what_to_install()
    {
        var files = SourceTree.CSharpFiles.ToLookup(file => file.StartsWith("tests/QuoteStream.Testing/", StringComparison.Ordinal));
        Faults.AssertNone(files[false].Where(file => SkipAssignment().IsMatch(SourceTree.Read(file))));
        Faults.AssertNone(
            from file in files[false]
            from Match attribute in NeedsAttribute().Matches(SourceTree.Read(file))
            from Match need in Literal().Matches(attribute.Groups["needs"].Value)
            where Need.HowToGet(need.Groups["text"].Value) is null
            select $"{file}: {need.Value}");
    }

    private static MatchCollection TypesOf(string file) => TypeDeclaration().Matches(SourceTree.Read(file));

    [GeneratedRegex(@"\.(gz|png|ico|woff2?|zip|pcap)$")]
    private static partial Regex BinaryName();

    [GeneratedRegex(@"^(?<indent> *)(?<modifiers>(?:[a-z]+ )*)(?:class|struct|record struct|record|interface|enum) (?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex("[A-Z][a-z]*")]
    private static partial Regex PascalWord();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^\s*#region|\b(?:TOD[O]|FIXM[E]|HAC[K])\b")]
    private static partial Regex Leftover();

    // A comment is a sentence: it does not end in a semicolon or a brace, and does not begin like a statement that goes on in brackets.
    [GeneratedRegex(@"^\s*//(?!/)\s*(?:.*[;{}]|(?:if|for|foreach|while|switch|lock|using|return|await|var|new|throw)\b\s*[\w.]*\(.*)\s*$")]
    private static partial Regex CommentedOutCode();

    [GeneratedRegex(@"shared[/]|[/]work[/]|[/]tmp[/]wt|(?<![\w.])[/]root\b|\b(?:nuget[.]org|npmjs[.](?:org|com)|pypi[.]org|pythonhosted[.]org)\b")]
    private static partial Regex ForeignPlace();

    [GeneratedRegex(@"\bSkip\s*=\s*[""$@\w]")]
    private static partial Regex SkipAssignment();

    [GeneratedRegex(@"\[(?:Fact|Theory)Needs\((?<needs>[^)]*)\)")]
    private static partial Regex NeedsAttribute();

    [GeneratedRegex("\"(?<text>[^\"]*)\"")]
    private static partial Regex Literal();
}
