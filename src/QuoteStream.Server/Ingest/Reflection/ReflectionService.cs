using Google.Protobuf.Reflection;
using QuoteStream.Server.Ingest.Grpc;
using QuoteStream.Server.Ingest.Protos.Reflection;
using Asked = QuoteStream.Server.Ingest.Protos.Reflection.ServerReflectionRequest.MessageRequestOneofCase;

namespace QuoteStream.Server.Ingest.Reflection;

/// <summary>gRPC's server reflection (grpc/grpc doc/server-reflection.md), so that tools need no .proto file to talk to this server.</summary>
/// <remarks>v1 and v1alpha differ in their name only: one handler serves both.</remarks>
internal sealed class ReflectionService : IGrpcService
{
    /// <summary>A tool holds one stream while its user looks around.</summary>
    private const int MaxStreams = 64;

    private readonly DescriptorIndex _index = new(ServedServices.All.Select(service => service.File));
    private readonly CallSlots _streams = new(MaxStreams);

    public ReflectionService()
    {
        const string Method = "ServerReflectionInfo";
        Methods = new Dictionary<string, GrpcHandler>
        {
            [ServedServices.PathOf(ServedServices.Reflection, Method)] = AnswerAsync,
            [ServedServices.PathOf(ServedServices.ReflectionAlpha, Method)] = AnswerAsync,
        };
    }

    public IReadOnlyDictionary<string, GrpcHandler> Methods { get; }

    private async Task<GrpcStatus> AnswerAsync(GrpcCall call)
    {
        if (!_streams.TryEnter())
        {
            return new GrpcStatus(GrpcStatusCode.ResourceExhausted, $"all {MaxStreams} reflection streams of this server are in use");
        }

        try
        {
            while (true)
            {
                var (request, status) = await call.ReadParsedAsync(ServerReflectionRequest.Parser);
                if (request is null)
                {
                    return status;
                }

                await call.Responses.WriteAsync(Answer(request), call.Ending);
            }
        }
        finally
        {
            _streams.Leave();
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case Asked.ListServices:
                response.ListServicesResponse = new ListServiceResponse
                {
                    Service = { ServedServices.All.Select(service => new ServiceResponse { Name = service.FullName }) },
                };
                break;
            case Asked.FileByFilename:
                Tell(response, _index.FindFile(request.FileByFilename), $"file {request.FileByFilename}");
                break;
            case Asked.FileContainingSymbol:
                Tell(response, _index.FindFileWith(request.FileContainingSymbol), $"symbol {request.FileContainingSymbol}");
                break;
            case Asked.FileContainingExtension:
                var extension = request.FileContainingExtension;
                Tell(response, file: null, $"extension {extension.ExtensionNumber} of {extension.ContainingType}");
                break;
            case Asked.AllExtensionNumbersOfType when _index.HasMessage(request.AllExtensionNumbersOfType):
                // The messages are proto3: none can be extended.
                response.AllExtensionNumbersResponse = new ExtensionNumberResponse { BaseTypeName = request.AllExtensionNumbersOfType };
                break;
            case Asked.AllExtensionNumbersOfType:
                Tell(response, file: null, $"message {request.AllExtensionNumbersOfType}");
                break;
            default:
                response.ErrorResponse = Error(GrpcStatusCode.InvalidArgument, "the request asks for nothing that this server knows of");
                break;
        }

        return response;
    }

    private static void Tell(ServerReflectionResponse response, FileDescriptor? file, string what)
    {
        if (file is null)
        {
            response.ErrorResponse = Error(GrpcStatusCode.NotFound, $"there is no {what} here");
            return;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse
        {
            FileDescriptorProto = { DescriptorIndex.WithImports(file).Select(found => found.SerializedData) },
        };
    }

    private static ErrorResponse Error(GrpcStatusCode code, string message) => new() { ErrorCode = (int)code, ErrorMessage = message };
}
