namespace QuoteStream.MarketData.Symbology;

/// <summary>What a suffix says, however it is spelled.</summary>
/// <param name="Class">A to Z; 0: none.</param>
/// <param name="Modifiers">Bit n: the modifier at n of <see cref="SecurityKind.Modifiers"/>.</param>
internal readonly record struct SecuritySuffix(SecurityKind Kind, byte Class, byte Modifiers)
{
    /// <summary>Reads a suffix without what parts it from the root. The grammar lets at most one kind match.</summary>
    public static bool TryRead(ProviderSymbology symbology, ReadOnlySpan<byte> text, out SecuritySuffix suffix)
    {
        foreach (var kind in SecurityKind.All)
        {
            var name = kind.Name.In(symbology);
            if (text.StartsWith(name) && TryReadRest(kind, symbology, text[name.Length..], out suffix))
            {
                return true;
            }
        }

        suffix = default;
        return false;
    }

    /// <summary>Writes the suffix without what parts it from the root. False when it does not fit.</summary>
    public bool TryWrite(ProviderSymbology symbology, Span<byte> text, out int length)
    {
        length = 0;
        if (!TryAppend(Kind.Name.In(symbology), text, ref length))
        {
            return false;
        }

        if (Class != 0 && !(TryAppend(Kind.ClassMark!.In(symbology), text, ref length) && TryAppend([Class], text, ref length)))
        {
            return false;
        }

        for (var i = 0; Modifiers >> i != 0; i++)
        {
            if ((Modifiers & (1 << i)) != 0 && !TryAppend(SecurityKind.Modifiers[i].In(symbology), text, ref length))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryReadRest(SecurityKind kind, ProviderSymbology symbology, ReadOnlySpan<byte> rest, out SecuritySuffix suffix)
    {
        if (!kind.NeedsClass && TryReadModifiers(kind, symbology, rest, out var modifiers))
        {
            suffix = new SecuritySuffix(kind, 0, modifiers);
            return true;
        }

        if (kind.ClassMark is not null)
        {
            var mark = kind.ClassMark.In(symbology);
            if (rest.StartsWith(mark) && rest.Length > mark.Length && kind.HasClass(rest[mark.Length])
                && TryReadModifiers(kind, symbology, rest[(mark.Length + 1)..], out modifiers))
            {
                suffix = new SecuritySuffix(kind, rest[mark.Length], modifiers);
                return true;
            }
        }

        suffix = default;
        return false;
    }

    private static bool TryReadModifiers(SecurityKind kind, ProviderSymbology symbology, ReadOnlySpan<byte> rest, out byte modifiers)
    {
        modifiers = 0;
        for (var i = 0; i < SecurityKind.Modifiers.Length && kind.TakesModifiers && !rest.IsEmpty; i++)
        {
            var modifier = SecurityKind.Modifiers[i].In(symbology);
            if (rest.StartsWith(modifier))
            {
                modifiers |= (byte)(1 << i);
                rest = rest[modifier.Length..];
            }
        }

        return rest.IsEmpty;
    }

    private static bool TryAppend(ReadOnlySpan<byte> part, Span<byte> text, ref int length)
    {
        if (!part.TryCopyTo(text[length..]))
        {
            return false;
        }

        length += part.Length;
        return true;
    }
}
