namespace QuoteStream.Server.Operations;

/// <summary>Makes sure, before anything needs it, that the data directory is there and can be written.</summary>
public static class DataDirectory
{
    /// <exception cref="SettingException">It cannot be made or written.</exception>
    public static void Prepare(DataOptions options)
    {
        try
        {
            var directory = Directory.CreateDirectory(options.Directory).FullName;
            var probe = Path.Combine(directory, $".probe-{Guid.NewGuid():N}");
            File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new SettingException("Data:Directory", options.Directory, $"it must be a directory that can be written. {fault.Message}");
        }
    }
}
