using QuoteStream.MarketData.FeedHandling;
using QuoteStream.Server.Ingest.Grpc;
using QuoteStream.Server.Security;

namespace QuoteStream.Server.Ingest;

/// <summary>The contract's <c>FeedIngest</c>: providers' feed lines, one per call.</summary>
internal sealed class FeedIngestService : IGrpcService
{
    private static readonly GrpcStatus TokenExpired = new(
        GrpcStatusCode.Unauthenticated, "the token of this line has expired; open it again with a fresh one");

    private readonly FeedHandler _feeds;
    private readonly ILogger<FeedIngestService> _logger;
    private readonly CallSlots _lines;
    private readonly AccessGate _gate;

    public FeedIngestService(FeedHandler feeds, IngestOptions options, AccessGate gate, ILogger<FeedIngestService> logger)
    {
        _gate = gate;
        _feeds = feeds;
        _logger = logger;
        _lines = new CallSlots(options.MaxLines);
        Methods = new Dictionary<string, GrpcHandler> { [ServedServices.PathOf(ServedServices.FeedIngest, "Publish")] = PublishAsync };
    }

    public IReadOnlyDictionary<string, GrpcHandler> Methods { get; }

    private async Task<GrpcStatus> PublishAsync(GrpcCall call)
    {
        var (credentials, refusal) = await AdmitAsync(call);
        if (refusal is not null)
        {
            IngestLog.LineRefused(_logger, refusal.Code, refusal.Message);
            return refusal;
        }

        if (credentials is not null)
        {
            call.EndAt(credentials.Expires, TokenExpired);
        }

        if (!_lines.TryEnter())
        {
            var full = new GrpcStatus(
                GrpcStatusCode.ResourceExhausted, $"all {_lines.Capacity} feed lines of this server are in use (Ingest:MaxLines)");
            IngestLog.LineRefused(_logger, full.Code, full.Message);
            return full;
        }

        try
        {
            using var session = new FeedSession(_feeds);
            using var acks = new AckWriter(session, call);
            try
            {
                var status = await ReceiveAsync(call, session, acks);
                LogEnd(session, status);
                return status;
            }
            finally
            {
                // A provider that does not take its last response must not look live meanwhile.
                session.Dispose();
                await acks.FinishAsync();
            }
        }
        finally
        {
            _lines.Leave();
        }
    }

    private async ValueTask<(Credentials? Credentials, GrpcStatus? Refusal)> AdmitAsync(GrpcCall call)
    {
        var decision = await _gate.DecideAsync(call.Context, AccessRule.FeedLine);
        GrpcStatusCode? code = decision.Verdict switch
        {
            AccessVerdict.Admitted => null,
            AccessVerdict.Forbidden => GrpcStatusCode.PermissionDenied,
            AccessVerdict.TooMany => GrpcStatusCode.ResourceExhausted,
            AccessVerdict.Unavailable => GrpcStatusCode.Unavailable,
            _ => GrpcStatusCode.Unauthenticated,
        };
        return (decision.Credentials, code is { } refused ? new GrpcStatus(refused, decision.Detail) : null);
    }

    /// <summary>Hot path: once per message.</summary>
    private async Task<GrpcStatus> ReceiveAsync(GrpcCall call, FeedSession session, AckWriter acks)
    {
        while (true)
        {
            var read = await call.Requests.ReadAsync();
            if (read != GrpcRead.Message)
            {
                if (read == GrpcRead.End)
                {
                    await SettleAsync(call, session);
                }

                return call.StatusAfter(read);
            }

            var step = session.Receive(call.Requests.Message);
            if (step == FeedStep.Refused)
            {
                return new GrpcStatus(session.IsDenied ? GrpcStatusCode.PermissionDenied : GrpcStatusCode.InvalidArgument, session.Refusal);
            }

            if (step == FeedStep.Start)
            {
                var terms = session.Line!.Terms;
                IngestLog.LineOpened(_logger, terms.Provider, terms.Line, terms.SessionId);
            }

            acks.Note(step);
        }
    }

    /// <summary>A provider that ends its call hears what became of every tick: what is held is waited for, as long as its hole may wait.</summary>
    private static async Task SettleAsync(GrpcCall call, FeedSession session)
    {
        if (session.Line?.WhenSettledAsync() is not { IsCompleted: false } settled)
        {
            return;
        }

        try
        {
            await settled.WaitAsync(call.Ending);
        }
        catch (OperationCanceledException)
        {
            // The call has to end: the totals are those of now, and what is held is counted for the provider.
        }
    }

    private void LogEnd(FeedSession session, GrpcStatus status)
    {
        if (session.Line is not { } line)
        {
            IngestLog.LineRefused(_logger, status.Code, status.Message);
            return;
        }

        IngestLog.LineEnded(
            _logger,
            line.Terms.Provider,
            line.Terms.Line,
            status.Code,
            line.Counts.Applied,
            line.Counts.Duplicates,
            line.Counts.Rejected,
            status.Message);
    }
}
