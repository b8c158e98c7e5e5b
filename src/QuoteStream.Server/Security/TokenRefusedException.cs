using Microsoft.IdentityModel.Tokens;

namespace QuoteStream.Server.Security;

/// <summary>A token is not accepted; the message is for its bearer.</summary>
internal sealed class TokenRefusedException(string message) : SecurityTokenException(message);
