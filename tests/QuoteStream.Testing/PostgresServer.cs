using System.Globalization;
using Npgsql;

namespace QuoteStream.Testing;

/// <summary>A PostgreSQL server of the test's own, from the machine's programs, in a temporary folder and on a port of its own.</summary>
/// <remarks>
/// Commits are not flushed by default (synchronous_commit is off): after a kill only those are there whose client asked for it itself.
/// </remarks>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Installed = "/usr/lib/postgresql";
    private const string Superuser = "postgres";

    // Of this server alone, which is gone with the test.
    private const string Password = "of-the-test;'\"only";

    private static int _databases;

    private readonly TemporaryFolder _folder = new();
    private readonly string _programs;
    private readonly int _port = LastingPort.Take();
    private ChildProcess? _process;

    private PostgresServer(string programs)
    {
        _programs = programs;
    }

    private string Data => Path.Combine(_folder.Path, "data");

    /// <summary>The folder of the newest server's programs; null when there is none.</summary>
    public static string? FindPrograms() => Directory.Exists(Installed)
        ? Directory.GetDirectories(Installed)
            .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var version) ? version : 0)
            .Select(folder => Path.Combine(folder, "bin"))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")))
        : null;

    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(FindPrograms() ?? throw new FileNotFoundException(Need.HowToGet(Need.Postgres)));
        try
        {
            await server.InitializeAsync();
            await server.StartAgainAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How a role connects to a database.</summary>
    public string ConnectionString(string database, string role = Superuser, string password = Password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = _port,
        Username = role,
        Password = password,
        Database = database,
    }.ConnectionString;

    /// <summary>A new and empty database; returns its name.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>Runs statements as the superuser.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first value that a query gives to the superuser.</summary>
    public async Task<object?> ReadAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    /// <summary>Ends all of its processes in the middle of whatever they do; what they had only in memory is lost.</summary>
    public async Task KillAsync()
    {
        var process = _process!;
        var children = await File.ReadAllTextAsync($"/proc/{process.Id}/task/{process.Id}/children");
        await process.KillAsync();
        foreach (var child in children.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            ChildProcess.Kill(int.Parse(child, CultureInfo.InvariantCulture));
        }

        await process.DisposeAsync();
        _process = null;
    }

    /// <summary>Asks it to end: it lets go of its clients and flushes what it has.</summary>
    public async Task StopAsync()
    {
        await RunAsync("pg_ctl", "stop", "--mode=fast", $"--pgdata={Data}", "--wait");
        await _process!.WaitForExitAsync();
        await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Starts it in the same folder and on the same port, and waits until it lets clients in.</summary>
    public Task StartAgainAsync() => Eventually.True(async () =>
    {
        // After a kill it does not start as long as any process of the one before is still there.
        if (_process is { HasExited: true } ended)
        {
            await ended.DisposeAsync();
            _process = null;
        }

        _process ??= Run(
            "postgres", "-D", Data, "-c", $"port={_port}", "-c", "listen_addresses=127.0.0.1", "-c", $"unix_socket_directories={_folder.Path}",
            "-c", "fsync=on", "-c", "synchronous_commit=off", "-c", "shared_buffers=32MB", "-c", "dynamic_shared_memory_type=mmap");
        return await IsReadyAsync();
    });

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            await StopAsync();
        }

    }

    private async Task InitializeAsync()
    {
        var password = Path.Combine(_folder.Path, "password");
        await File.WriteAllTextAsync(password, Password);
        if (Environment.IsPrivilegedProcess)
        {
            // It refuses to run as root; Debian's package brings a user for it.
            await using var chown = ChildProcess.Start("chown", "--recursive", Superuser, _folder.Path);
            await EndedWellAsync(chown, "chown");
        }

        await RunAsync(
            "initdb", $"--pgdata={Data}", $"--username={Superuser}", $"--pwfile={password}", "--auth=scram-sha-256", "--encoding=UTF8",
            "--locale=C.UTF-8", "--no-sync");
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            await using var connection = await OpenAsync("postgres");
            return true;
        }
        catch (NpgsqlException)
        {
            // It is starting, or will end and be started again.
            return false;
        }
    }

    // Without a pool: its connections would be those that a kill has left behind.
    private async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection($"{ConnectionString(database)};Pooling=false");
        try
        {
            await connection.OpenAsync();
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private async Task RunAsync(string program, params string[] args)
    {
        await using var process = Run(program, args);
        await EndedWellAsync(process, program);
    }

    private ChildProcess Run(string program, params string[] args)
    {
        var path = Path.Combine(_programs, program);
        return Environment.IsPrivilegedProcess
            ? ChildProcess.StartIn(_folder.Path, "setpriv", [$"--reuid={Superuser}", $"--regid={Superuser}", "--clear-groups", path, .. args])
            : ChildProcess.StartIn(_folder.Path, path, args);
    }

    private static async Task EndedWellAsync(ChildProcess process, string program)
    {
        if (await process.WaitForExitAsync() is not 0 and var code)
        {
            throw new InvalidOperationException($"{program} ended with {code}: {string.Join('\n', process.Output.Concat(process.Errors))}");
        }
    }
}
