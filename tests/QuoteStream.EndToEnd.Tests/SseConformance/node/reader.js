// Reads one stream at a time. A line of input is the URL of the next; a line of output is [stream, "event", name, data, last id], or
// [stream, "end", whether it has given up].
import { createInterface } from "node:readline";
import { EventSource } from "eventsource";

const names = process.argv[2].split(",");
let source;
let stream = 0;

function open(url) {
  source?.close();
  const own = ++stream;
  const print = (...parts) => own === stream && console.log(JSON.stringify([own, ...parts]));
  const opened = new EventSource(url);
  // This make says the id of the event itself, and nothing where it has none; it sends the last one all the same.
  let lastEventId = "";
  for (const name of names) {
    opened.addEventListener(name, (event) => {
      if (event.data !== undefined) {
        lastEventId = event.lastEventId || lastEventId;
        print("event", name, event.data, lastEventId);
      } else if (name === "error") {
        print("end", opened.readyState === EventSource.CLOSED);
      }
    });
  }

  source = opened;
}

createInterface({ input: process.stdin }).on("line", open).on("close", () => process.exit(0));
