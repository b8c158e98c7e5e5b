using QuoteStream.Server.Operations;

namespace QuoteStream.Server.Security;

/// <summary>Who may do what. As long as the server issues no tokens, that is everyone or no one.</summary>
public static class AuthSetup
{
    public static void AddAuth(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<AuthOptions>();
        options.AnonymousQuotes ??= builder.Environment.IsDevelopment();
        options.AnonymousIngest ??= builder.Environment.IsDevelopment();
        builder.Services.AddSingleton<QuotesAccess>();
    }
}
