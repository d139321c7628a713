import { describe, expect, it } from "vitest";
import { openEventStream } from "../../../src/gateway/http/event-stream.js";
import { systemTimers } from "../../../src/gateway/telemetry/runtime.js";
import { TestTime } from "./support.js";

function collected(stream: ReturnType<typeof openEventStream>): { text: string; ended: boolean } {
  const seen = { text: "", ended: false };
  stream.body.on("data", (chunk: Buffer) => (seen.text += chunk.toString()));
  stream.body.on("end", () => (seen.ended = true));
  return seen;
}

describe("an event stream", () => {
  it("sends what it is given, and beats every 15 seconds while nothing happens", async () => {
    const time = new TestTime();
    const stream = openEventStream(time, 3_600_000);
    const seen = collected(stream);
    stream.send("state", { version: 1 });
    await time.advance(46_000);
    expect(seen.text).toBe(`event: state\ndata: {"version":1}\n\n${": still here\n\n".repeat(3)}`);
    expect(seen.ended).toBe(false);
    stream.end();
  });

  it("ends when its time is up, and beats no more", async () => {
    const time = new TestTime();
    const seen = collected(openEventStream(time, 20_000));
    await time.advance(60_000);
    expect(seen).toEqual({ text: ": still here\n\n", ended: true });
  });

  it("is not ended at once by a token that lasts for months", async () => {
    const stream = openEventStream(systemTimers, 90 * 24 * 3_600_000);
    const seen = collected(stream);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(seen.ended).toBe(false);
    stream.end();
  });
});
