namespace QuoteStream.Server.Security;

/// <summary>What is to become of a request.</summary>
internal enum AccessVerdict : byte
{
    /// <summary>It may: with credentials, or without where it needs none.</summary>
    Admitted,

    /// <summary>It has no credentials, and needs some.</summary>
    NoCredentials,

    /// <summary>It has credentials that are not accepted.</summary>
    BadCredentials,

    /// <summary>Its credentials lack the scope.</summary>
    Forbidden,

    /// <summary>A page of another site sent it with its visitor's cookie.</summary>
    CrossSite,

    /// <summary>Too many of its sender have come to nothing.</summary>
    TooMany,

    /// <summary>Its credentials cannot be checked now.</summary>
    Unavailable,
}
