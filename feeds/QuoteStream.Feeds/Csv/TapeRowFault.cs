namespace QuoteStream.Feeds.Csv;

/// <summary>Why a row cannot be read.</summary>
internal enum TapeRowFault
{
    None,

    /// <summary>Six make a trade, eight a quote.</summary>
    FieldCount,

    /// <summary>No number of milliseconds, or not of one day.</summary>
    Time,

    /// <summary>No number, negative, or none at all of a trade.</summary>
    Price,

    /// <inheritdoc cref="Price"/>
    Size,

    /// <summary>No letter.</summary>
    Exchange,

    /// <summary>No hexadecimal number.</summary>
    Conditions,

    /// <summary>Neither 0 nor 1.</summary>
    Suspicious,
}
