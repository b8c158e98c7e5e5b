// Runs one scenario against a server: node client.js ADDRESS REPOSITORY SCENARIO. A failed assertion ends it with an error.
import assert from "node:assert/strict";
import { join } from "node:path";
import grpc from "@grpc/grpc-js";
import loader from "@grpc/proto-loader";

const [address, repository, scenario] = process.argv.slice(2);
const standard = join(repository, "src/QuoteStream.Server/Ingest/Protos");
const root = grpc.loadPackageDefinition(
  loader.loadSync(
    [
      "feed_ingest.proto",
      "grpc/health/v1/health.proto",
      "grpc/reflection/v1/reflection.proto",
      "grpc/reflection/v1alpha/reflection.proto",
    ],
    { includeDirs: [join(repository, "src/QuoteStream.Protocol"), standard], longs: Number, enums: String, defaults: true, oneofs: true },
  ),
);
const credentials = grpc.credentials.createInsecure();
const connect = (Client, options) => new Client(address, credentials, options);
const feed = (options) => connect(root.quotestream.ingest.v1.FeedIngest, options);
const health = () => connect(root.grpc.health.v1.Health);

const start = (changes) => ({
  start: { provider: `js-${scenario}`, sessionId: "day-1", venue: "XNAS", priceExponent: -4, ...changes },
});
const quotes = (count, firstSequence) => ({
  firstSequence,
  ticks: Array.from({ length: count }, (_, i) => ({
    symbol: "MSFT",
    time: `${Date.now()}000000`,
    quote: { bidPrice: 4_000_000 + i, bidSize: 100, askPrice: 4_000_100 + i, askSize: 200 },
  })),
});

// Every message of a call, and its status.
function collect(call) {
  return new Promise((resolve) => {
    const messages = [];
    call.on("data", (message) => messages.push(message));
    call.on("error", () => {});
    call.on("status", ({ code, details, metadata }) => resolve({ messages, code, details, metadata }));
  });
}

const unary = (client, method, request) =>
  new Promise((resolve) => client[method](request, (error, response) => resolve({ error, response })));

async function publish(options) {
  const call = feed(options).publish();
  const done = collect(call);
  call.write(start());
  for (let batch = 0; batch < 20; batch++) {
    call.write(quotes(500, 1 + batch * 500));
  }
  call.write({ nextSequence: 10_011 });
  call.end();
  const { messages, code, details } = await done;
  assert.equal(code, grpc.status.OK, details);
  const last = messages.at(-1);
  assert.equal(last.applied, 10_000);
  assert.equal(last.acceptedThrough, 10_010);
  assert.deepEqual(messages.flatMap((message) => message.gaps), [{ first: 10_001, last: 10_010 }]);
}

async function refused(message, code, text) {
  const call = feed({ "grpc.max_send_message_length": -1 }).publish();
  const done = collect(call);
  call.write(message);
  const end = await done;
  assert.equal(end.code, code, end.details);
  assert.match(end.details, text);
}

const scenarios = {
  publish,

  gzip: () => publish({ "grpc.default_compression_algorithm": 2 }),

  async errors() {
    await refused(quotes(1, 1), grpc.status.INVALID_ARGUMENT, /must carry start/);
    await refused(start({ provider: "Größe" }), grpc.status.INVALID_ARGUMENT, /provider must be/);
    await refused({ ...start(), ...quotes(10_001, 1) }, grpc.status.INVALID_ARGUMENT, /10001/);
    await refused(start({ sessionId: "x".repeat(5 << 20) }), grpc.status.RESOURCE_EXHAUSTED, /longer than 4194304/);
  },

  async malformed() {
    const client = new grpc.Client(address, credentials);
    const same = (bytes) => bytes;
    const call = client.makeBidiStreamRequest("/quotestream.ingest.v1.FeedIngest/Publish", same, same);
    const done = collect(call);
    call.write(Buffer.from([0x0a, 0x05, 0x0a]));
    const { code, details } = await done;
    assert.equal(code, grpc.status.INVALID_ARGUMENT, details);
    assert.match(details, /at byte 1/);
  },

  async unimplemented() {
    const client = new grpc.Client(address, credentials);
    const call = (path) =>
      new Promise((resolve) => client.makeUnaryRequest(path, (bytes) => bytes, (bytes) => bytes, Buffer.alloc(0), resolve));
    const method = await call("/quotestream.ingest.v1.FeedIngest/W%C3%B6rter");
    assert.equal(method.code, grpc.status.UNIMPLEMENTED);
    assert.match(method.details, /has no method Wörter/);
    assert.equal((await call("/no.Service/Method")).code, grpc.status.UNIMPLEMENTED);
  },

  async deadline() {
    const call = feed().publish({ deadline: Date.now() + 10_000 });
    const done = collect(call);
    call.write(start());
    call.write(quotes(5, 1));
    const { messages, code } = await done;
    assert.equal(code, grpc.status.DEADLINE_EXCEEDED);
    assert.equal(messages.at(-1).acceptedThrough, 5);
  },

  async cancel() {
    const call = feed().publish();
    const done = collect(call);
    call.write(start());
    call.once("data", () => call.cancel());
    assert.equal((await done).code, grpc.status.CANCELLED);
  },

  async shutdown() {
    const call = feed().publish();
    const done = collect(call);
    call.write(start());
    call.write(quotes(3, 1));
    call.on("data", ({ acceptedThrough }) => acceptedThrough === 3 && console.log("open"));
    const { messages, code, details } = await done;
    assert.equal(code, grpc.status.UNAVAILABLE, details);
    assert.match(details, /shutting down/);
    assert.equal(messages.at(-1).acceptedThrough, 3);
  },

  async health() {
    const client = health();
    for (const service of ["", "quotestream.ingest.v1.FeedIngest"]) {
      assert.equal((await unary(client, "check", { service })).response.status, "SERVING");
    }
    assert.equal((await unary(client, "check", { service: "nobody" })).error.code, grpc.status.NOT_FOUND);
    for (const [service, status] of [["", "SERVING"], ["nobody", "SERVICE_UNKNOWN"]]) {
      const watch = client.watch({ service });
      watch.on("error", () => {});
      assert.equal((await new Promise((resolve) => watch.once("data", resolve))).status, status);
      watch.cancel();
    }
  },

  async reflection() {
    for (const version of ["v1", "v1alpha"]) {
      const call = connect(root.grpc.reflection[version].ServerReflection).serverReflectionInfo();
      const ask = (request) =>
        new Promise((resolve) => {
          call.once("data", resolve);
          call.write(request);
        });
      const list = await ask({ listServices: "*" });
      assert.ok(list.listServicesResponse.service.some(({ name }) => name === "quotestream.ingest.v1.FeedIngest"));
      const file = await ask({ fileContainingSymbol: "quotestream.ingest.v1.FeedIngest.Publish" });
      const descriptors = file.fileDescriptorResponse.fileDescriptorProto;
      assert.ok(Buffer.from(descriptors[0]).includes("quotestream.ingest.v1"));
      const missing = await ask({ fileByFilename: "none.proto" });
      assert.equal(missing.errorResponse.errorCode, grpc.status.NOT_FOUND);
      const done = collect(call);
      call.end();
      assert.equal((await done).code, grpc.status.OK);
    }
  },
};

await scenarios[scenario]();
process.exit(0);
