namespace QuoteStream.Server.Operations;

/// <summary>Every error of the HTTP side is an RFC 9457 problem: unknown paths, wrong methods, malformed requests, bugs.</summary>
public static class ProblemsSetup
{
    public static void AddProblems(this WebApplicationBuilder builder)
    {
        // Before AddProblemDetails: the first writer that is willing writes, and the framework's is not for "Accept: text/event-stream".
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemWriter>();
        builder.Services.AddProblemDetails();
        builder.Services.Configure<ExceptionHandlerOptions>(options => options.StatusCodeSelector = StatusOf);
    }

    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseStatusCodePages();
    }

    // In Development a request that cannot be bound throws, elsewhere it answers by itself: the client must not see a difference.
    private static int StatusOf(Exception fault) =>
        fault is BadHttpRequestException malformed ? malformed.StatusCode : StatusCodes.Status500InternalServerError;
}
