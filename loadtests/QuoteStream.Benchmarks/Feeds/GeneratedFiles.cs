using System.Buffers.Binary;
using System.Text;

namespace QuoteStream.Benchmarks.Feeds;

/// <summary>Files like those of a busy minute: the same in every run.</summary>
internal static class GeneratedFiles
{
    public static byte[] TapeTrades(int rows) => Rows(rows, random =>
        $"{1_800_000 + random.Next(20_000)},{random.Next(1, 10) * 100},{"NPQZKBD"[random.Next(7)]},{(random.Next(3) == 0 ? "20000020" : "1")},0");

    public static byte[] TapeQuotes(int rows) => Rows(rows, random => random.Next(2) == 0
        ? $"{1_800_000 + random.Next(20_000)},{random.Next(1, 10) * 100},0,0,{"NPQZKB"[random.Next(6)]},1,0"
        : $"0,0,{1_801_000 + random.Next(20_000)},{random.Next(1, 10) * 100},{"NPQZKB"[random.Next(6)]},1,0");

    /// <summary>Version 3 of DBN: mbp-1 of 500 instruments, of which one in ten is a trade as well.</summary>
    public static byte[] Dbn(int records)
    {
        const int Instruments = 500;
        const int SymbolBytes = 71;
        const int RecordBytes = 80;
        const ulong Time = 1_763_650_000_000_000_000;
        var random = new Random(1);
        using var file = new MemoryStream();
        using var writer = new BinaryWriter(file);
        const int MappingBytes = SymbolBytes + 4 + 4 + 4 + SymbolBytes;
        writer.Write("DBN\u0003"u8);
        writer.Write(100 + (5 * 4) + (Instruments * MappingBytes));
        writer.Write(Padded("XNAS.ITCH", 16));
        writer.Write((ushort)1);
        writer.Write(Time);
        writer.Write(ulong.MaxValue);
        writer.Write(0UL);
        writer.Write([1, 0, 0, SymbolBytes, 0]);
        writer.Write(new byte[53 + (4 * 4)]);
        writer.Write(Instruments);
        for (var i = 0; i < Instruments; i++)
        {
            writer.Write(Padded($"S{i}", SymbolBytes));
            writer.Write(1);
            writer.Write(20250101);
            writer.Write(20260101);
            writer.Write(Padded($"{i}", SymbolBytes));
        }

        var record = new byte[RecordBytes];
        record[0] = RecordBytes / 4;
        record[1] = 1;
        record[2] = 2;
        for (var i = 0; i < records; i++)
        {
            var price = (100_000 + random.Next(40)) * 1_000_000L;
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(4), random.Next(Instruments));
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(8), Time + ((ulong)i * 1_000));
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), price);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(24), 100);
            record[28] = random.Next(10) == 0 ? (byte)'T' : (byte)'A';
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(32), Time + ((ulong)i * 1_000) + 500);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48), price);
            BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(56), price + 10_000_000);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(64), 100);
            BinaryPrimitives.WriteInt32LittleEndian(record.AsSpan(68), 200);
            writer.Write(record);
        }

        return file.ToArray();
    }

    private static byte[] Rows(int rows, Func<Random, string> row)
    {
        const int FirstMilli = 34_200_000;
        var random = new Random(1);
        var text = new StringBuilder();
        for (var i = 0; i < rows; i++)
        {
            text.Append(FirstMilli + (i / 100)).Append(',').Append(row(random)).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static byte[] Padded(string text, int length) => Encoding.ASCII.GetBytes(text.PadRight(length, '\0'));
}
