using Npgsql;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>Statements that go to the database together, in one round trip; parameters are numbered in the order in which they are added.</summary>
internal static class BatchCommands
{
    public static NpgsqlBatchCommand Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    public static NpgsqlBatchCommand With<T>(this NpgsqlBatchCommand command, T value)
    {
        command.Parameters.Add(new NpgsqlParameter<T> { TypedValue = value });
        return command;
    }

    /// <summary>One column of many rows, as an array.</summary>
    public static NpgsqlBatchCommand WithEach<TRow, T>(this NpgsqlBatchCommand command, IReadOnlyCollection<TRow> rows, Func<TRow, T> column) =>
        command.With(rows.Select(column).ToArray());
}
