"""Runs one scenario against a server: client.py ADDRESS DESCRIPTORS SCENARIO. A failed assertion ends it with an error.

DESCRIPTORS is a serialized google.protobuf.FileDescriptorSet of everything that the server serves.
"""

import os
import queue
import sys
import time

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

address, descriptors, scenario = sys.argv[1:4]

pool = descriptor_pool.DescriptorPool()
with open(descriptors, "rb") as file:
    for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
        pool.Add(proto)


def message(name):
    descriptor = pool.FindMessageTypeByName(name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


Request = message("quotestream.ingest.v1.PublishRequest")
Response = message("quotestream.ingest.v1.PublishResponse")
HealthRequest = message("grpc.health.v1.HealthCheckRequest")
HealthResponse = message("grpc.health.v1.HealthCheckResponse")


def publish_method(channel):
    return channel.stream_stream(
        "/quotestream.ingest.v1.FeedIngest/Publish",
        request_serializer=Request.SerializeToString,
        response_deserializer=Response.FromString,
    )


def start(**changes):
    request = Request()
    fields = dict(provider=f"py-{scenario}", session_id="day-1", venue="XNAS", price_exponent=-4)
    fields.update(changes)
    for name, value in fields.items():
        setattr(request.start, name, value)
    return request


def quotes(count, first_sequence):
    request = Request(first_sequence=first_sequence)
    for i in range(count):
        tick = request.ticks.add(symbol="IBM", time=time.time_ns())
        tick.quote.bid_price, tick.quote.bid_size = 1_500_000 + i, 100
        tick.quote.ask_price, tick.quote.ask_size = 1_500_100 + i, 200
    return request


def endless(*requests):
    """Requests of a call that its client never completes."""
    yield from requests
    queue.Queue().get()


def publish(channel, **options):
    def requests():
        yield start()
        for batch in range(20):
            yield quotes(500, 1 + batch * 500)
        yield Request(next_sequence=10_011)

    responses = list(publish_method(channel)(requests(), **options))
    assert responses[-1].applied == 10_000, responses[-1]
    assert responses[-1].accepted_through == 10_010, responses[-1]
    gaps = [(gap.first, gap.last) for response in responses for gap in response.gaps]
    assert gaps == [(10_001, 10_010)], gaps


def ends_with(code, call):
    """Reads a call to its end; returns its messages and its text."""
    messages = []
    try:
        for each in call:
            messages.append(each)
    except grpc.RpcError:
        pass
    assert call.code() == code, (call.code(), call.details())
    return messages, call.details()


def gzip(channel):
    publish(channel, compression=grpc.Compression.Gzip)


def errors(channel):
    method = publish_method(channel)
    for request, text in [
        (quotes(1, 1), "must carry start"),
        (start(provider="Größe"), "provider must be"),
        (start(venue="nasdaq"), "venue must be"),
    ]:
        _, details = ends_with(grpc.StatusCode.INVALID_ARGUMENT, method(endless(request)))
        assert text in details, details
    _, details = ends_with(grpc.StatusCode.RESOURCE_EXHAUSTED, method(endless(start(session_id="x" * (5 << 20)))))
    assert "longer than 4194304" in details, details


def malformed(channel):
    call = channel.stream_stream("/quotestream.ingest.v1.FeedIngest/Publish")(endless(b"\x0a\x05\x0a"))
    _, details = ends_with(grpc.StatusCode.INVALID_ARGUMENT, call)
    assert "at byte 1" in details, details


def unimplemented(channel):
    for path, text in [
        ("/quotestream.ingest.v1.FeedIngest/Subscribe", "has no method Subscribe"),
        ("/no.Service/Method", "there is no service no.Service"),
    ]:
        try:
            channel.unary_unary(path)(b"")
        except grpc.RpcError as error:
            assert error.code() == grpc.StatusCode.UNIMPLEMENTED, error
            assert text in error.details(), error
        else:
            raise AssertionError(path)


def deadline(channel):
    call = publish_method(channel)(endless(start(), quotes(5, 1)), timeout=10)
    messages, _ = ends_with(grpc.StatusCode.DEADLINE_EXCEEDED, call)
    assert messages[-1].accepted_through == 5, messages


def cancel(channel):
    call = publish_method(channel)(endless(start()))
    next(call)
    call.cancel()
    ends_with(grpc.StatusCode.CANCELLED, call)


def shutdown(channel):
    call = publish_method(channel)(endless(start(), quotes(3, 1)))
    accepted = 0
    while accepted < 3:
        accepted = next(call).accepted_through
    print("open", flush=True)
    messages, details = ends_with(grpc.StatusCode.UNAVAILABLE, call)
    assert "shutting down" in details, details
    assert messages[-1].accepted_through == 3, messages


def health(channel):
    arguments = dict(request_serializer=HealthRequest.SerializeToString, response_deserializer=HealthResponse.FromString)
    check = channel.unary_unary("/grpc.health.v1.Health/Check", **arguments)
    watch = channel.unary_stream("/grpc.health.v1.Health/Watch", **arguments)
    for service in ["", "quotestream.ingest.v1.FeedIngest", "grpc.reflection.v1.ServerReflection"]:
        assert check(HealthRequest(service=service)).status == HealthResponse.SERVING
    try:
        check(HealthRequest(service="nobody"))
    except grpc.RpcError as error:
        assert error.code() == grpc.StatusCode.NOT_FOUND, error
    else:
        raise AssertionError("nobody is healthy")
    for service, status in [("", HealthResponse.SERVING), ("nobody", HealthResponse.SERVICE_UNKNOWN)]:
        call = watch(HealthRequest(service=service))
        assert next(call).status == status
        call.cancel()


def reflection(channel):
    for version in ["v1", "v1alpha"]:
        package = f"grpc.reflection.{version}"
        Ask = message(f"{package}.ServerReflectionRequest")
        method = channel.stream_stream(
            f"/{package}.ServerReflection/ServerReflectionInfo",
            request_serializer=Ask.SerializeToString,
            response_deserializer=message(f"{package}.ServerReflectionResponse").FromString,
        )
        asked = [
            Ask(list_services="*"),
            Ask(file_containing_symbol="quotestream.ingest.v1.TradingState"),
            Ask(file_by_filename="grpc/health/v1/health.proto"),
            Ask(file_containing_symbol="nobody"),
        ]
        services, by_symbol, by_name, missing = method(iter(asked))
        names = [service.name for service in services.list_services_response.service]
        assert "quotestream.ingest.v1.FeedIngest" in names and f"{package}.ServerReflection" in names, names
        for response, name in [(by_symbol, "feed_ingest.proto"), (by_name, "grpc/health/v1/health.proto")]:
            files = response.file_descriptor_response.file_descriptor_proto
            assert descriptor_pb2.FileDescriptorProto.FromString(files[0]).name == name
        assert missing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0], missing


SCENARIOS = [publish, gzip, errors, malformed, unimplemented, deadline, cancel, shutdown, health, reflection]

with grpc.insecure_channel(address, options=[("grpc.max_send_message_length", -1)]) as opened:
    {each.__name__: each for each in SCENARIOS}[scenario](opened)
    # The generators of calls that were never completed would keep the process.
    sys.stdout.flush()
    os._exit(0)
