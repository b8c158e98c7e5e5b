using System.Globalization;
using System.Reflection;
using Npgsql;

namespace QuoteStream.Portfolio.Stores.Postgres;

/// <summary>Brings the schema up to date: numbered migrations, each applied once, all of them in one transaction.</summary>
internal static class PostgresSchema
{
    // Servers that start at once wait for each other here. Any number will do that no other program in the database has chosen.
    private const long MigrationLock = 0x51_53_4C_45_44_47_45_52;

    private const string MakeVersions =
        "CREATE TABLE quotestream.schema_version (version integer PRIMARY KEY, applied timestamptz NOT NULL DEFAULT now())";

    private static readonly (int Version, string Sql)[] Migrations = [.. ReadMigrations()];

    /// <summary>What this program reads and writes.</summary>
    public static int Newest => Migrations[^1].Version;

    /// <summary>Needs no right but to read where there is nothing to do.</summary>
    /// <exception cref="LedgerSchemaException">The schema is of a newer version, or not of this program at all.</exception>
    public static async Task UpdateAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        if (await FindVersionAsync(connection, cancellation).ConfigureAwait(false) == Newest)
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellation).ConfigureAwait(false);
        await ExecuteAsync(connection, $"SELECT pg_advisory_xact_lock({MigrationLock})", cancellation).ConfigureAwait(false);
        // Another server may have done it while this one waited.
        var version = await FindVersionAsync(connection, cancellation).ConfigureAwait(false);
        if (version is null)
        {
            // Only where it is missing: the clause IF NOT EXISTS asks for the right to create it all the same.
            if (!await HasSchemaAsync(connection, cancellation).ConfigureAwait(false))
            {
                await ExecuteAsync(connection, "CREATE SCHEMA quotestream", cancellation).ConfigureAwait(false);
            }

            await ExecuteAsync(connection, MakeVersions, cancellation).ConfigureAwait(false);
        }

        foreach (var (next, sql) in Migrations.Where(migration => migration.Version > (version ?? 0)))
        {
            await ExecuteAsync(connection, sql, cancellation).ConfigureAwait(false);
            var number = next.ToString(CultureInfo.InvariantCulture);
            await ExecuteAsync(connection, $"INSERT INTO quotestream.schema_version (version) VALUES ({number})", cancellation).ConfigureAwait(false);
        }

        await transaction.CommitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Null before the first migration.</summary>
    private static async Task<int?> FindVersionAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        const string Look =
            """
            SELECT to_regclass('quotestream.schema_version') IS NOT NULL,
                   EXISTS (SELECT FROM pg_class WHERE relnamespace = to_regnamespace('quotestream'))
            """;
        bool hasVersions;
        await using (var look = new NpgsqlCommand(Look, connection))
        {
            await using var reader = await look.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            await reader.ReadAsync(cancellation).ConfigureAwait(false);
            hasVersions = reader.GetBoolean(0);
            if (!hasVersions && reader.GetBoolean(1))
            {
                throw new LedgerSchemaException(
                    $"The schema quotestream of the database {connection.Database} belongs to something else: it has no table schema_version.");
            }
        }

        if (!hasVersions)
        {
            return null;
        }

        await using var read = new NpgsqlCommand("SELECT coalesce(max(version), 0) FROM quotestream.schema_version", connection);
        var version = (int)(await read.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        return version <= Newest
            ? version
            : throw new LedgerSchemaException(
                $"The ledger in the database {connection.Database} has schema version {version}; this program knows {Newest} at most. "
                + "Run the newer program, or restore a backup from before it.");
    }

    private static async Task<bool> HasSchemaAsync(NpgsqlConnection connection, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("SELECT to_regnamespace('quotestream') IS NOT NULL", connection);
        return (bool)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    // Resources are named by their folders, and the files by their number: 0001_ledger.sql.
    private static IEnumerable<(int Version, string Sql)> ReadMigrations()
    {
        var assembly = typeof(PostgresSchema).Assembly;
        var folder = $"{typeof(PostgresSchema).Namespace}.Migrations.";
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Select(name => (int.Parse(name[folder.Length..].Split('_')[0], CultureInfo.InvariantCulture), Read(assembly, name)))
            .OrderBy(migration => migration.Item1);
    }

    private static string Read(Assembly assembly, string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
