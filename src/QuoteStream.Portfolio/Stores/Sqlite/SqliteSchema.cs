using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;

namespace QuoteStream.Portfolio.Stores.Sqlite;

/// <summary>Brings a database up to the newest of the numbered scripts in Migrations.</summary>
/// <remarks>PRAGMA application_id says that a database is a ledger, PRAGMA user_version by how many scripts it was made.</remarks>
internal static class SqliteSchema
{
    /// <summary>"QSLG", as the file command and SQLite's own tools show it.</summary>
    public const int ApplicationId = 0x51534C47;

    private static readonly string Folder = $"{typeof(SqliteSchema).Namespace}.Migrations.";

    /// <summary>The newest version: how many scripts there are.</summary>
    public static int Version => Scripts().Length;

    /// <summary>Whether a ledger is to be made or renewed here. Reads only, so that a database of somebody else's stays as it is.</summary>
    /// <exception cref="LedgerSchemaException">It is of a newer version, or no ledger.</exception>
    public static bool IsOutdated(SqliteConnection connection, string path)
    {
        var application = Read(connection, "PRAGMA application_id");
        var version = Read(connection, "PRAGMA user_version");
        var file = Path.GetFileName(path);
        if (application == 0 && version == 0 && Read(connection, "SELECT count(*) FROM sqlite_master") == 0)
        {
            return true;
        }

        if (application != ApplicationId)
        {
            throw new LedgerSchemaException(
                $"{file} is a database of another program (application_id {application}, user_version {version}); a ledger has "
                + $"application_id {ApplicationId}, and this server writes version {Version} of it. Give the server a data directory of its own.");
        }

        return version > Version
            ? throw new LedgerSchemaException(
                $"{file} was written by a newer server: its schema has version {version}, this server knows {Version}. Start the newer one again.")
            : version < Version;
    }

    /// <summary>Runs the scripts that are missing: all of them, or none.</summary>
    public static void Renew(SqliteConnection connection, string path)
    {
        Run(connection, "BEGIN EXCLUSIVE");
        try
        {
            // Asked again under the lock: another process may have been here meanwhile.
            if (IsOutdated(connection, path))
            {
                foreach (var script in Scripts().Skip((int)Read(connection, "PRAGMA user_version")))
                {
                    Run(connection, script);
                }

                Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id = {ApplicationId}"));
                Run(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
            }

            Run(connection, "COMMIT");
        }
        catch
        {
            SqliteConnections.RollBack(connection);
            throw;
        }
    }

    /// <summary>The scripts in the order of their numbers, which begin with 1 and have no holes.</summary>
    internal static string[] Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        return [.. names.Select((name, index) =>
        {
            if (!name[Folder.Length..].StartsWith(string.Create(CultureInfo.InvariantCulture, $"{index + 1:0000}_"), StringComparison.Ordinal))
            {
                throw new InvalidOperationException($"The scripts are not numbered without holes: {name} is number {index + 1}.");
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return reader.ReadToEnd();
        })];
    }

    private static void Run(SqliteConnection connection, string text) => SqliteConnections.Run(connection, text);

    private static long Read(SqliteConnection connection, string text) => long.Parse(SqliteConnections.Ask(connection, text), CultureInfo.InvariantCulture);
}
