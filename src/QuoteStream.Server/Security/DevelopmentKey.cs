using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;
using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>The server's own signing key in the data directory: the command <c>token</c> signs with it, so that development needs no issuer.</summary>
public static class DevelopmentKey
{
    /// <summary>The issuer (<c>iss</c>) of tokens that it signs; no other key vouches for it.</summary>
    public const string Issuer = "quotestream-development";

    private const string FileName = "development.key";

    /// <summary>As long as the hash of HS256: RFC 7518, 3.2.</summary>
    private const int KeyBytes = 32;

    /// <summary>A file that is longer is no key.</summary>
    private const int MaxFileBytes = 1024;

    /// <summary>Reads the key, and makes it first where there is none. Of several processes that do so at once all get the same.</summary>
    /// <exception cref="SettingException">The file cannot be read or written, or holds something else.</exception>
    public static SymmetricSecurityKey Load(DataOptions data)
    {
        var path = Path.Combine(Path.GetFullPath(data.Directory), FileName);
        try
        {
            if (!File.Exists(path))
            {
                Make(path);
            }

            var bytes = new byte[MaxFileBytes];
            var text = new FileInfo(path).Length <= MaxFileBytes ? File.ReadAllText(path).Trim() : "";
            return Convert.TryFromBase64String(text, bytes, out var length) && length == KeyBytes
                ? new SymmetricSecurityKey(bytes[..length])
                : throw new SettingException("Data:Directory", data.Directory, $"its {FileName} is damaged; delete it, and a new one is made.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new SettingException("Data:Directory", data.Directory, $"its {FileName} cannot be read or made. {fault.Message}");
        }
    }

    private static void Make(string path)
    {
        // Whole before it has its name: nobody reads half a key, and the first to give it the name has made it.
        var draft = $"{path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        try
        {
            using (var file = new FileStream(draft, options))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes))));
                file.Flush(flushToDisk: true);
            }

            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process was first: its key counts.
        }
        finally
        {
            File.Delete(draft);
        }
    }
}
