import fc from "fast-check";
import { expect, test } from "vitest";
import { createServerEventReader } from "../../../src/plugin/server-events.js";

const stream =
  'event: state\ndata: {"version":1}\n\n: still here\n\nretry: 5\nid: 7\ndata: first\ndata:second\n\nevent: state\n\n';
const expected = [
  { event: "state", data: '{"version":1}' },
  { event: "message", data: "first\nsecond" },
];

test("events are the same however the bytes are cut, and whatever ends a line", () => {
  fc.assert(
    fc.property(fc.constantFrom("\n", "\r\n", "\r"), fc.array(fc.nat({ max: 120 })), (end, cuts) => {
      const text = `${stream.replaceAll("\n", end)}x`;
      const places = [0, ...cuts.map((cut) => Math.min(cut, text.length)).sort((a, b) => a - b), text.length];
      const read = createServerEventReader();
      const events = places.slice(1).flatMap((place, index) => read(text.slice(places[index], place)));
      expect(events).toEqual(expected);
    }),
  );
});

test("an event that was cut off is no event", () => {
  const read = createServerEventReader();
  expect(read('event: state\ndata: {"version":1}\n')).toEqual([]);
});
