using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.IdentityModel.Tokens;
using Microsoft.Net.Http.Headers;
using QuoteStream.Server.Operations;
using QuoteStream.Server.Streaming;

namespace QuoteStream.Server.Security;

/// <summary>Who may do what: tokens, the keys by which they are believed, and the scopes that endpoints ask for.</summary>
public static class AuthSetup
{
    /// <summary>An authority that does not answer by then is down; requests with a token wait for it.</summary>
    private static readonly TimeSpan AuthorityTimeout = TimeSpan.FromSeconds(10);

    /// <summary>After <see cref="OperationsSetup.AddOperations"/>: the development key is in the data directory.</summary>
    public static void AddAuth(this WebApplicationBuilder builder)
    {
        var options = builder.AddSettings<AuthOptions>();
        options.AnonymousQuotes ??= builder.Environment.IsDevelopment();
        options.AnonymousIngest ??= builder.Environment.IsDevelopment();
        options.DevelopmentKey ??= builder.Environment.IsDevelopment();
        var services = builder.Services;
        var configured = ConfiguredKeys.Read(options, builder.Environment.ContentRootPath);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<LocalIssuer>();
        services.AddSingleton(s => new TrustedKeys(configured, OwnKeys(options, s.GetRequiredService<DataOptions>(), s.GetRequiredService<LocalIssuer>())));
        services.AddSingleton<BearerTokenValidator>();
        services.AddSingleton<TicketStore>();
        services.AddSingleton<SessionStore>();
        services.AddSingleton<CrossSiteCheck>();
        services.AddSingleton<AttemptLimits>();
        services.AddSingleton<SignInEndpoints>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<AccessGate>();
        services.AddAccessDescription();

        services.AddOptions<LoggerFilterOptions>().PostConfigure(RequestLog.Silence);

        // The bearer handler alone, without the authentication services: with those, ASP.NET Core puts its middleware first of all, and streams would keep it.
        new AuthenticationBuilder(services).AddJwtBearer();
        services.AddWebEncoders();
#pragma warning disable CS0618 // The handler's constructor is as old as this clock.
        services.AddSingleton<ISystemClock, SystemClock>();
#pragma warning restore CS0618

        // Wanted by the same constructor, and never used: the usual one would put a key ring into the user's home.
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
            .Configure<BearerTokenValidator, TrustedKeys>((bearer, validator, keys) => Configure(bearer, options, validator, keys));
    }

    /// <summary>Tickets and sessions.</summary>
    public static void MapSignIn(this WebApplication app)
    {
        var signIn = app.Services.GetRequiredService<SignInEndpoints>();
        app.MapPost("/v1/tickets", signIn.CreateTicketAsync).RequireAccess(AccessRule.AnyToken).Describe(
            signIn.CreateTicketAsync, "A ticket for a stream's parameter ticket, in place of the bearer token that asks for it.", "application/json");
        app.MapPost("/v1/session", signIn.CreateSessionAsync).RequireAccess(AccessRule.AnyToken).Describe(
            signIn.CreateSessionAsync, "Signs a browser in: a cookie in place of the bearer token that asks for it.", "application/json");
        app.MapDelete("/v1/session", signIn.DeleteSessionAsync).Describe(signIn.DeleteSessionAsync, "Signs a browser out.", "application/json");
    }

    private static Dictionary<string, SecurityKey> OwnKeys(AuthOptions options, DataOptions data, LocalIssuer local)
    {
        var own = new Dictionary<string, SecurityKey>(StringComparer.Ordinal) { [LocalIssuer.Name] = local.Key };
        if (options.DevelopmentKey == true)
        {
            own[DevelopmentKey.Issuer] = DevelopmentKey.Load(data);
        }

        return own;
    }

    private static void Configure(JwtBearerOptions bearer, AuthOptions options, BearerTokenValidator validator, TrustedKeys keys)
    {
        bearer.SecurityTokenValidators.Clear();
        bearer.SecurityTokenValidators.Add(validator);
        bearer.SaveToken = false;

        // Without the header the handler is only asked where a token in the query is allowed.
        bearer.Events = new JwtBearerEvents
        {
            OnMessageReceived = message =>
            {
                message.Token = message.Request.Headers.ContainsKey(HeaderNames.Authorization) ? null : QueryCredentials.ReadToken(message.Request);
                return Task.CompletedTask;
            },
        };
        bearer.BackchannelTimeout = AuthorityTimeout;
        if (options.Authority.Length > 0)
        {
            bearer.Authority = options.Authority;
            bearer.RequireHttpsMetadata = options.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        }

        var checksIssuer = options.Authority.Length > 0 || options.Issuers.Length > 0;
        bearer.TokenValidationParameters = new TokenValidationParameters
        {
            CryptoProviderFactory = SignatureAlgorithm.Cryptography,
            ValidAudience = options.Audience,
            ValidIssuers = options.Issuers,
            IssuerValidator = (issuer, token, parameters) => CheckIssuer(issuer, token, parameters, checksIssuer, keys),
            ClockSkew = options.ClockSkew,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidateAudience = true,
            ValidateLifetime = true,
        };
    }

    private static string CheckIssuer(
        string issuer, SecurityToken token, TokenValidationParameters parameters, bool checksIssuer, TrustedKeys keys)
    {
        // Their own key has signed them, or there would have been none to check them with.
        if (!checksIssuer || keys.IsOwnIssuer(issuer))
        {
            return issuer;
        }

        parameters.IssuerValidator = null;
        return Validators.ValidateIssuer(issuer, token, parameters);
    }
}
