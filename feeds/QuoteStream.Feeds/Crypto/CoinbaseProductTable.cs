using System.Diagnostics.CodeAnalysis;

namespace QuoteStream.Feeds.Crypto;

/// <summary>The products of which ticks have come, by the venue's name. One thread at a time.</summary>
/// <remarks>
/// Not only those that were asked for: the venue answers for BTC-USDC with BTC-USD, whose book they share.
/// Hot path: <see cref="Find"/>, once a tick. Allocates for a product's first tick alone.
/// </remarks>
internal sealed class CoinbaseProductTable
{
    /// <summary>Twice as many as may be asked for: memory stays bounded, whatever names the venue sends.</summary>
    public const int MaxProducts = 2 * CoinbaseOptions.MaxProducts;

    private readonly Dictionary<byte[], CoinbaseProduct> _products = new(new ByName());
    private readonly Dictionary<byte[], CoinbaseProduct>.AlternateLookup<ReadOnlySpan<byte>> _byName;

    public CoinbaseProductTable()
    {
        _byName = _products.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public int Count => _products.Count;

    /// <returns>Null for what is no product's name, and when the table is full.</returns>
    public CoinbaseProduct? Find(ReadOnlySpan<byte> name)
    {
        if (_byName.TryGetValue(name, out CoinbaseProduct? product))
        {
            return product;
        }

        if (_products.Count == MaxProducts || !CoinbaseOptions.IsProduct(name))
        {
            return null;
        }

        product = new CoinbaseProduct(name.ToArray());
        _products.Add(product.Symbol, product);
        return product;
    }

    private sealed class ByName : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] name) => GetHashCode(name.AsSpan());

        // Seeded by chance in each process, so that nobody can choose names that collide.
        public int GetHashCode(ReadOnlySpan<byte> name)
        {
            var hash = default(HashCode);
            hash.AddBytes(name);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> name) => name.ToArray();
    }
}
