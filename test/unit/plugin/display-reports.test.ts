import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { DisplayEvent } from "../../../src/contract/lookup.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { createDisplayReports, type DisplayReports } from "../../../src/plugin/display-reports.js";

const answer = { lookupId: "lookup-1", version: 2 };

let sent: { lookupId: string; events: readonly DisplayEvent[] }[];
let respond: () => Promise<void>;
let reports: DisplayReports;

beforeEach(() => {
  vi.useFakeTimers();
  sent = [];
  respond = () => Promise.resolve();
  let ids = 0;
  reports = createDisplayReports({
    client: {
      report: (lookupId, events) => {
        sent.push({ lookupId, events });
        return respond();
      },
    },
    ids: { uuid: () => `event-${(ids += 1)}` },
    now: () => "2026-01-05T14:30:00.000Z",
  });
});
afterEach(() => vi.useRealTimers());

describe("display events", () => {
  test("of a moment go together, numbered from one for each lookup", async () => {
    reports.add(answer, "displayed");
    reports.add(answer, "details-opened");
    reports.add({ lookupId: "lookup-2", version: 1 }, "displayed");
    await vi.advanceTimersByTimeAsync(200);
    expect(
      sent.map(({ lookupId, events }) => [
        lookupId,
        events.map(({ sequence, kind }) => `${sequence} ${kind}`),
      ]),
    ).toEqual([
      ["lookup-1", ["1 displayed", "2 details-opened"]],
      ["lookup-2", ["1 displayed"]],
    ]);
  });

  test("that did not arrive go again with the same ids, before any later one", async () => {
    respond = () => Promise.reject(new CpisError("CPIS_GATEWAY_UNREACHABLE"));
    reports.add(answer, "displayed");
    await vi.advanceTimersByTimeAsync(200);
    reports.add(answer, "acknowledged");
    respond = () => Promise.resolve();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(sent.map(({ events }) => events.map(({ eventId }) => eventId))).toEqual([
      ["event-1"],
      ["event-1", "event-2"],
    ]);
  });

  test("are never sent twice at once", async () => {
    let arrive = (): void => undefined;
    respond = () => new Promise((resolve) => (arrive = resolve));
    reports.add(answer, "displayed");
    await vi.advanceTimersByTimeAsync(200);
    reports.add(answer, "hidden");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(1);
    respond = () => Promise.resolve();
    arrive();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent[1]?.events.map(({ kind }) => kind)).toEqual(["hidden"]);
  });

  test("that the gateway refuses are given up, and so is what would follow them", async () => {
    respond = () => Promise.reject(new CpisError("CPIS_LOOKUP_NOT_FOUND"));
    reports.add(answer, "displayed");
    await vi.advanceTimersByTimeAsync(200);
    reports.add(answer, "wiped");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sent).toHaveLength(1);
  });

  test("go at once when the page is left, those on their way included", async () => {
    respond = () => new Promise(() => undefined);
    reports.add(answer, "displayed");
    await vi.advanceTimersByTimeAsync(200);
    reports.add(answer, "wiped");
    reports.flush();
    expect(sent.at(-1)?.events.map(({ kind }) => kind)).toEqual(["displayed", "wiped"]);
  });
});
