using System.Text;
using QuoteStream.Server.Portfolios.Transfers;

namespace QuoteStream.Server.Tests.Portfolios.Transfers;

public sealed class CsvReaderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("a,b\r\nc,d\r\n", "a|b/c|d")]
    [InlineData("a,b\nc,d", "a|b/c|d")]
    [InlineData("a\rb", "a/b")]
    [InlineData("\uFEFFa,b", "a|b")]
    [InlineData("\n\na\n\n\nb\n\n", "a/b")]
    [InlineData(",\n,", "|/|")]
    [InlineData("\"a,b\",\"c\"\"d\",\"\"", "a,b|c\"d|")]
    [InlineData("\"a\r\nb\",c", "a\r\nb|c")]
    [InlineData(" a , b ", " a | b ")]
    public void Rows_are_told_apart(string text, string rows) => Assert.Equal(rows, string.Join('/', ReadAll(text).Select(row => string.Join('|', row.Select(cell => cell.Text)))));

    [Theory]
    [InlineData("a,\"b", 1, 3)]
    [InlineData("a\nb,\"c\n\n", 2, 3)]
    [InlineData("a\"b", 1, 2)]
    [InlineData("\"a\"b", 1, 4)]
    [InlineData("x\n\"a\nb\" ", 3, 3)]
    public void What_is_no_CSV_is_told_by_its_place(string text, int line, int column)
    {
        var fault = Assert.Throws<FileFaultException>(() => ReadAll(text));

        Assert.Equal((line, column), (fault.Line, fault.Column));
    }

    [Fact]
    public void Cells_and_rows_are_bounded()
    {
        Assert.Throws<FileFaultException>(() => ReadAll(new string(',', 64)));
        Assert.Throws<FileFaultException>(() => ReadAll(new string('x', 4097)));
        Assert.Throws<FileFaultException>(() => ReadAll($"\"{new string('x', 4097)}\""));
        Assert.Single(ReadAll(new string('x', 4096)));
    }

    [Fact]
    public void Cells_say_where_they_begin()
    {
        var rows = ReadAll("a,bb\r\n\"c\nd\",e");

        Assert.Equal([(1, 1), (1, 3), (2, 1), (3, 4)], rows.SelectMany(row => row).Select(cell => (cell.Line, cell.Column)));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("=1+1")]
    [InlineData("-5")]
    [InlineData("@x, \"y\"")]
    [InlineData("'")]
    [InlineData("'=x")]
    [InlineData("''x")]
    [InlineData(" spaces ")]
    [InlineData("caf\u00e9")]
    public void A_text_that_was_made_harmless_comes_back_as_it_was(string text)
    {
        var row = new StringBuilder();
        CsvText.AppendText(row, text);

        Assert.DoesNotMatch("^\"?[=+@-]", row.ToString());
        Assert.Equal(text, CsvText.Unshield(Assert.Single(Assert.Single(ReadAll(row.ToString()))).Text));
    }

    private static List<CsvCell[]> ReadAll(string text)
    {
        var reader = new CsvReader(text);
        var rows = new List<CsvCell[]>();
        var cells = new List<CsvCell>();
        while (reader.Read(cells))
        {
            rows.Add([.. cells]);
        }

        return rows;
    }
}
