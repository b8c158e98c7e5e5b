using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace QuoteStream.Server.Security;

/// <summary>Opaque values that stand for credentials: 256 random bits each, of which only the hash is kept.</summary>
/// <remarks>Any number of threads. Bounded for each subject and in all. By hash: how long a look-up takes says nothing about a value.</remarks>
/// <param name="mostPerSubject">One more, and the oldest of the subject is forgotten.</param>
/// <param name="most">Of all subjects together.</param>
/// <param name="firstUse">How long a value waits to be used at all; null: as long as its credentials last.</param>
internal abstract class CredentialStore(int mostPerSubject, int most, TimeSpan? firstUse, TimeProvider time)
{
    private const int ValueBytes = 32;

    /// <summary>Those that have expired are looked for among all no more often than this.</summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<Digest, Entry> _entries = [];
    private readonly Dictionary<string, List<Entry>> _bySubject = new(StringComparer.Ordinal);
    private DateTimeOffset _nextSweep;

    /// <summary>Values that are kept.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>A new value for credentials; null: there is no room for another.</summary>
    public string? Issue(Credentials credentials)
    {
        var value = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(ValueBytes));
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (now >= _nextSweep)
            {
                _nextSweep = now + SweepInterval;
                _entries.Values.Where(entry => entry.IsOver(now)).ToList().ForEach(Forget);
            }

            if (_bySubject.TryGetValue(credentials.Subject, out var own) && own.Count >= mostPerSubject)
            {
                Forget(own[0]);
            }

            if (_entries.Count >= most)
            {
                return null;
            }

            var entry = new Entry(Digest.Of(value), credentials, firstUse is { } wait ? now + wait : DateTimeOffset.MaxValue);
            _entries.Add(entry.Key, entry);
            (CollectionsMarshal.GetValueRefOrAddDefault(_bySubject, credentials.Subject, out _) ??= []).Add(entry);
            return value;
        }
    }

    /// <summary>The credentials that a value stands for; null: it is none, or no longer one.</summary>
    public Credentials? Find(string value)
    {
        if (value.Length != Base64Url.GetEncodedLength(ValueBytes))
        {
            return null;
        }

        var key = Digest.Of(value);
        lock (_lock)
        {
            if (!_entries.TryGetValue(key, out var entry))
            {
                return null;
            }

            if (entry.IsOver(time.GetUtcNow()))
            {
                Forget(entry);
                return null;
            }

            entry.FirstUseBy = DateTimeOffset.MaxValue;
            return entry.Credentials;
        }
    }

    /// <summary>Has a value stand for nothing any more.</summary>
    public void Remove(string value)
    {
        var key = Digest.Of(value);
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var entry))
            {
                Forget(entry);
            }
        }
    }

    private void Forget(Entry entry)
    {
        _entries.Remove(entry.Key);
        var own = _bySubject[entry.Credentials.Subject];
        own.Remove(entry);
        if (own.Count == 0)
        {
            _bySubject.Remove(entry.Credentials.Subject);
        }
    }

    private readonly record struct Digest(UInt128 High, UInt128 Low)
    {
        public static Digest Of(string value)
        {
            Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
            SHA256.HashData(Encoding.UTF8.GetBytes(value), hash);
            return MemoryMarshal.Read<Digest>(hash);
        }
    }

    private sealed class Entry(Digest key, Credentials credentials, DateTimeOffset firstUseBy)
    {
        public Digest Key { get; } = key;

        public Credentials Credentials { get; } = credentials;

        /// <summary>The greatest time once it has been used.</summary>
        public DateTimeOffset FirstUseBy { get; set; } = firstUseBy;

        public bool IsOver(DateTimeOffset now) => now >= Credentials.Expires || now >= FirstUseBy;
    }
}
