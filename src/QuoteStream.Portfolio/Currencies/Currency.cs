using System.Collections.Frozen;

namespace QuoteStream.Portfolio.Currencies;

/// <summary>A currency of ISO 4217, with its minor unit: the smallest amount that a ledger can hold.</summary>
/// <remarks>
/// The list is of the codes in use in 2025 that are money of a country or a union (no metals, funds or test codes), from
/// <see href="https://www.iso.org/iso-4217-currency-codes.html">ISO 4217</see>, table A.1.
/// </remarks>
public sealed class Currency
{
    private const string TwoDecimals =
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD "
        + "EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
        + "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK "
        + "SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

    private const string NoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    private const string ThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly FrozenDictionary<string, Currency> ByCode = new[] { (NoDecimals, 0), (TwoDecimals, 2), (ThreeDecimals, 3) }
        .SelectMany(group => group.Item1.Split(' ').Select(code => new Currency(code, group.Item2)))
        .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    private Currency(string code, int decimals)
    {
        Code = code;
        Decimals = decimals;
        MinorUnit = new decimal(1, 0, 0, false, (byte)decimals);
    }

    /// <summary>Three capital letters.</summary>
    public string Code { get; }

    /// <summary>Digits after the point: 0, 2 or 3.</summary>
    public int Decimals { get; }

    /// <summary>1, 0.01 or 0.001.</summary>
    public decimal MinorUnit { get; }

    /// <summary>Null for whatever is not the code of a currency in use, in capital letters.</summary>
    public static Currency? Find(string? code) => code is null ? null : ByCode.GetValueOrDefault(code);

    /// <exception cref="ArgumentException">No currency in use has this code.</exception>
    public static Currency Get(string code) => Find(code) ?? throw new ArgumentException($"'{code}' is not the code of a currency in use.", nameof(code));

    /// <summary>Whether an amount is a whole number of minor units.</summary>
    public bool Holds(decimal amount) => decimal.Round(amount, Decimals) == amount;

    /// <summary>How many minor units an amount is.</summary>
    /// <param name="amount">One that the currency holds.</param>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public long ToMinorUnits(decimal amount) => decimal.ToInt64(amount / MinorUnit);

    public decimal FromMinorUnits(long units) => units * MinorUnit;

    /// <summary>The same amount with as many digits after the point as the currency has.</summary>
    /// <exception cref="OverflowException">It is beyond 64 bits of minor units.</exception>
    public decimal Normalize(decimal amount) => FromMinorUnits(ToMinorUnits(amount));

    public override string ToString() => Code;
}
