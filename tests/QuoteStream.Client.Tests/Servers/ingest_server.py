"""A gRPC server for FeedIngest.Publish that records what arrives and misbehaves on request.

Prints one JSON object a line: {"port": N} first, then "call", "message" and "end" events. Takes one command a line on standard input:

  answers on|off          acknowledge each message (on)
  reading on|off          take messages from the call at all (on); off builds up back pressure
  refuse CODE TEXT        end every new call with this status before its first message
  accept                  take calls again
  end CODE TEXT           end the open calls with this status
  reply HEX               send this message once on every open call
  settle                  do nothing: whatever was printed before is read once this is answered
"""
import json
import queue
import sys
import threading
from concurrent import futures

import grpc

PRINTING = threading.Lock()


def report(**event):
    with PRINTING:
        print(json.dumps(event), flush=True)


def read_varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at


def varint(value):
    encoded = bytearray()
    while value >= 0x80:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)


def fields(message):
    """Field number and value of a message's top level: an integer, or the bytes of an embedded message."""
    at = 0
    while at < len(message):
        tag, at = read_varint(message, at)
        if tag & 7 == 0:
            value, at = read_varint(message, at)
        elif tag & 7 == 2:
            length, at = read_varint(message, at)
            value = message[at:at + length]
            at += length
        else:
            raise ValueError(f"wire type {tag & 7} is not expected here")
        yield tag >> 3, value


class Ingest:
    def __init__(self):
        self.answers = True
        self.reading = threading.Event()
        self.reading.set()
        self.refusal = None
        self.calls = {}
        self.count = 0
        self.lock = threading.Lock()
        # Highest number seen of each session: what is not above it is a duplicate.
        self.accepted = {}

    def publish(self, requests, context):
        with self.lock:
            self.count += 1
            number = self.count
            orders = self.calls[number] = queue.Queue()
        report(event="call", call=number, metadata={key: value for key, value in context.invocation_metadata()})
        if self.refusal:
            context.abort(*self.refusal)
        threading.Thread(target=self.read, args=(requests, orders), daemon=True).start()
        try:
            yield from self.answer(number, orders, context)
        finally:
            del self.calls[number]

    def read(self, requests, orders):
        try:
            while True:
                self.reading.wait()
                orders.put(("message", next(requests)))
        except StopIteration:
            orders.put(("finish", None))
        except grpc.RpcError as error:
            orders.put(("lost", str(error)))

    def answer(self, number, orders, context):
        session = None
        applied = duplicates = 0
        while True:
            order, value = orders.get()
            if order == "message":
                parts = list(fields(value))
                session = next((part for field, part in parts if field == 1), session)
                first = next((part for field, part in parts if field == 2), 0)
                ticks = sum(1 for field, _ in parts if field == 3)
                through = self.accepted.get(session, 0)
                fresh = ticks if first == 0 else max(0, min(ticks, first + ticks - 1 - through))
                applied += fresh
                duplicates += ticks - fresh
                if first:
                    through = self.accepted[session] = max(through, first + ticks - 1)
                report(event="message", call=number, hex=value.hex())
                if self.answers:
                    yield b"".join(b"\x08\x10\x18"[i:i + 1] + varint(n) for i, n in enumerate((through, applied, duplicates)))
            elif order == "reply":
                yield value
            elif order == "end":
                context.abort(*value)
            else:
                report(event="end", call=number, how=order)
                if order == "finish" and not self.answers:
                    yield b"\x08" + varint(self.accepted.get(session, 0)) + b"\x10" + varint(applied) + b"\x18" + varint(duplicates)
                return

    def obey(self, line):
        command, _, rest = line.strip().partition(" ")
        code, _, text = rest.partition(" ")
        if command == "answers":
            self.answers = rest == "on"
        elif command == "reading":
            (self.reading.set if rest == "on" else self.reading.clear)()
        elif command == "refuse":
            self.refusal = (grpc.StatusCode[code], text)
        elif command == "accept":
            self.refusal = None
        elif command in ("end", "reply"):
            value = bytes.fromhex(rest) if command == "reply" else (grpc.StatusCode[code], text)
            for orders in list(self.calls.values()):
                orders.put((command, value))
        elif command != "settle":
            raise ValueError(f"unknown command {line!r}")
        report(event="done", command=line.strip())


def main():
    ingest = Ingest()
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    handler = grpc.stream_stream_rpc_method_handler(ingest.publish)
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("quotestream.ingest.v1.FeedIngest", {"Publish": handler}),))
    # A port that a test names is the one that its client knows already.
    port = server.add_insecure_port(f"127.0.0.1:{sys.argv[1] if len(sys.argv) > 1 else 0}")
    server.start()
    report(port=port)
    for line in sys.stdin:
        ingest.obey(line)
    server.stop(0)


main()
