import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Subject } from "rxjs";
import type { LookupRequest } from "../../../src/contract/lookup.js";
import type { LookupState } from "../../../src/domain/lookup-state.js";
import { CpisError } from "../../../src/errors/cpis-error.js";
import { createGatewayConnection, type TokenSource } from "../../../src/plugin/gateway-connection.js";
import { createHttpLookupClient } from "../../../src/plugin/http-lookup-client.js";
import { defaultLookupTimings, type LookupTimings } from "../../../src/plugin/lookup-timings.js";
import type { LookupUpdate } from "../../../src/ports/lookup-client.js";
import { ContractGateway, problem } from "../../support/contract-gateway.js";

const lookupId = "0B4C0D7E-3B5A-4C58-9F0A-2A3F0D9B7C11";
const request: LookupRequest = {
  lookupId,
  trigger: "opened",
  locationId: "ED-MAIN",
  patient: { nhsNumber: "9990001014", nhsNumberStatus: "verified" },
};
const none = (): LookupState => ({ kind: "no-record", retrievedAt: new Date().toISOString() });

const quick: LookupTimings = {
  ...defaultLookupTimings,
  silenceMs: 150,
  retryMs: [20, 40],
  streamOpenMs: 100,
  pollMs: 40,
  slowPollMs: 10_000,
};

/** One lookup as the page follows it, with everything it was told. */
interface Followed {
  readonly updates: readonly LookupUpdate[];
  readonly end: Promise<"complete" | CpisError>;
  readonly leave: () => void;
  readonly until: (what: (update: LookupUpdate) => boolean) => Promise<void>;
}

let gateway: ContractGateway;
const leaving: (() => void)[] = [];

beforeEach(async () => {
  gateway = new ContractGateway();
  await gateway.start();
});

afterEach(async () => {
  for (const leave of leaving.splice(0)) leave();
  await gateway.kill();
});

function follow(
  options: {
    getToken?: TokenSource;
    places?: boolean;
    timings?: Partial<LookupTimings>;
    hidden?: () => boolean;
  } = {},
  changes = new Subject<void>(),
): Followed {
  const getToken = options.getToken ?? (() => Promise.resolve("token-1"));
  const client = createHttpLookupClient({
    connection: createGatewayConnection(gateway.url, getToken),
    timings: { ...quick, ...options.timings },
    page: { isHidden: options.hidden ?? (() => false), changes },
    places: () => Promise.resolve(options.places === false ? undefined : () => undefined),
    random: () => 0.5,
  });
  const updates: LookupUpdate[] = [];
  const heard = new Subject<void>();
  let leave = (): void => undefined;
  const end = new Promise<"complete" | CpisError>((resolve) => {
    const subscription = client.open(request).subscribe({
      next: (update) => {
        updates.push(update);
        heard.next();
      },
      complete: () => resolve("complete"),
      error: (error: unknown) => resolve(error as CpisError),
    });
    leave = () => subscription.unsubscribe();
  });
  leaving.push(leave);
  const until = (what: (update: LookupUpdate) => boolean): Promise<void> =>
    new Promise((resolve) => {
      const subscription = heard.subscribe(() => {
        if (updates.some(what)) resolve();
      });
      if (updates.some(what)) resolve();
      leaving.push(() => subscription.unsubscribe());
    });
  return { updates, end, leave, until };
}

const kinds = (updates: readonly LookupUpdate[]): string[] =>
  updates.map((update) => (update.kind === "view" ? update.view.state.kind : update.kind));
const isView = (update: LookupUpdate): boolean => update.kind === "view";
const isUnreachable = (update: LookupUpdate): boolean => update.kind === "unreachable";

describe("a lookup", () => {
  test("is asked once and followed by its stream to its final state", async () => {
    const { updates, end, until } = follow({ timings: { pollMs: 10_000 } });
    await until(isView);
    await expect.poll(() => gateway.openStreams).toBe(1);
    gateway.settle(lookupId, none());
    expect(await end).toBe("complete");
    expect(kinds(updates)).toEqual(["checking", "no-record"]);
    expect(gateway.asked).toEqual([lookupId]);
  });

  test.each([
    [401, "CPIS_TOKEN_REJECTED"],
    [429, "CPIS_TOO_MANY_REQUESTS"],
    [403, "CPIS_ROLE_NOT_PERMITTED"],
  ])(
    "that may have been asked is not called refused when its repetition is answered %i",
    async (status, code) => {
      let posts = 0;
      gateway.intercept = (incoming, response) => {
        if (incoming.method !== "POST" || (posts += 1) > 5) return false;
        if (posts === 1) incoming.socket.resetAndDestroy();
        else problem(response, status, code);
        return true;
      };
      gateway.firstState = none;
      const { updates, end } = follow();
      expect(await end).toBe("complete");
      expect(kinds(updates)).toEqual(["unreachable", "no-record"]);
      expect(gateway.lookups.size).toBe(1);
    },
  );

  test("that ended, but may still be answered late, is read on slowly and without a stream until it is (R-61, H-02)", async () => {
    const lost = { kind: "failed", reason: "outcome-unknown", failedAt: "", reference: "CPIS-S02" } as const;
    const failed = { ...lost, failedAt: new Date().toISOString() };
    const { updates, end, until } = follow({ timings: { slowPollMs: 40 } });
    await until(isView);
    gateway.settle(lookupId, failed, { mayStillChange: true });
    await until((update) => update.kind === "view" && update.view.state.kind === "failed");
    await expect.poll(() => gateway.openStreams).toBe(0);
    gateway.settle(lookupId, none(), { mayStillChange: true });
    await until((update) => update.kind === "view" && update.view.state.kind === "no-record");
    gateway.held(lookupId).version += 1;
    Object.assign(gateway.held(lookupId).more, { mayStillChange: false });
    expect(await end).toBe("complete");
    expect(gateway.asked).toHaveLength(1);
    expect(new Set(kinds(updates))).toEqual(new Set(["checking", "failed", "no-record"]));
  });

  test("that is final at once is asked and nothing more", async () => {
    gateway.firstState = none;
    const { end } = follow();
    expect(await end).toBe("complete");
    expect(gateway.seen.map(({ method, path }) => `${method} ${path}`)).toEqual(["POST /api/v1/lookups"]);
  });

  test("is read every so often where there is no place for a stream", async () => {
    const { updates, end, until } = follow({ places: false });
    await until(isView);
    gateway.settle(lookupId, none());
    expect(await end).toBe("complete");
    expect(kinds(updates).at(-1)).toBe("no-record");
    expect(gateway.seen.some(({ path }) => path.endsWith("/stream"))).toBe(false);
  });

  test("is read every so often where a proxy buffers the stream, which then gives its connection back", async () => {
    gateway.buffersStreams = true;
    const { end, until } = follow();
    await until(isView);
    await expect.poll(() => gateway.seen.filter(({ path }) => path.endsWith("/stream")).length).toBe(1);
    await expect.poll(() => gateway.openStreams).toBe(0);
    gateway.settle(lookupId, none());
    expect(await end).toBe("complete");
    expect(gateway.seen.filter(({ path }) => path.endsWith("/stream"))).toHaveLength(1);
  });

  test("is read slowly and without a stream in a page that nobody sees, and at once when it is seen again", async () => {
    const changes = new Subject<void>();
    let hidden = true;
    const { end, until } = follow({ hidden: () => hidden }, changes);
    await until(isView);
    gateway.settle(lookupId, none());
    expect(gateway.seen.some(({ path }) => path.endsWith("/stream"))).toBe(false);
    hidden = false;
    changes.next();
    expect(await end).toBe("complete");
  });

  test("that is left ends its requests", async () => {
    const { leave, until } = follow();
    await until(isView);
    await expect.poll(() => gateway.openStreams).toBe(1);
    leave();
    await expect.poll(() => gateway.openStreams).toBe(0);
  });

  test("puts nothing about the patient into an address", async () => {
    const { end, until } = follow({ places: false });
    await until(isView);
    gateway.settle(lookupId, none());
    await end;
    expect(gateway.seen.map(({ path }) => path).join(" ")).not.toContain("9990001014");
  });
});

describe("a gateway that cannot be reached", () => {
  test("before the question arrived is told, and gets the same question when it is back (R-60)", async () => {
    await gateway.kill();
    const { updates, end, until } = follow();
    await until(isUnreachable);
    await gateway.start();
    await until(isView);
    gateway.settle(lookupId, none());
    expect(await end).toBe("complete");
    expect(kinds(updates).filter((kind) => kind === "unreachable")).toHaveLength(1);
    expect(new Set(gateway.asked)).toEqual(new Set([lookupId]));
  });

  test("whose answer to the question got lost is asked again under the same id (R-60)", async () => {
    let lost = 0;
    gateway.intercept = (seen, response) => {
      if (seen.method !== "POST" || lost > 0) return false;
      lost += 1;
      response.socket?.resetAndDestroy();
      return true;
    };
    gateway.firstState = none;
    const { updates, end } = follow();
    expect(await end).toBe("complete");
    expect(kinds(updates)).toEqual(["no-record"]);
    expect(gateway.asked).toEqual([lookupId]);
  });

  test("in the middle of a lookup is told, and the lookup is only read when it is back (R-60)", async () => {
    const { updates, end, until } = follow();
    await until(isView);
    await gateway.kill();
    await until(isUnreachable);
    await gateway.start();
    gateway.settle(lookupId, none());
    expect(await end).toBe("complete");
    expect(kinds(updates)).toEqual(expect.arrayContaining(["checking", "unreachable", "no-record"]));
    expect(gateway.asked).toEqual([lookupId]);
  });

  test("because it accepts the connection and says nothing is told all the same", async () => {
    gateway.intercept = (seen) => seen.method === "POST";
    const { until } = follow();
    await until(isUnreachable);
    expect(gateway.asked).toEqual([]);
  });

  test("because a proxy stands in for it is told, and never taken for an answer (H-04)", async () => {
    let answers = 0;
    gateway.intercept = (_seen, response) => {
      answers += 1;
      if (answers > 4) return false;
      if (answers % 2 === 0)
        response.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
      else response.writeHead(200, { "content-type": "text/html" }).end("<form>Please log in</form>");
      return true;
    };
    gateway.firstState = none;
    const { updates, end } = follow();
    expect(await end).toBe("complete");
    expect(kinds(updates)).toEqual(["unreachable", "no-record"]);
  });
});

describe("a token", () => {
  test("that has expired is asked for once more, and the request repeated", async () => {
    gateway.accepts = (token) => token === "token-2";
    gateway.firstState = none;
    const hints: boolean[] = [];
    const getToken: TokenSource = ({ rejected }) => {
      hints.push(rejected);
      return Promise.resolve(rejected ? "token-2" : "token-1");
    };
    const { end } = follow({ getToken });
    expect(await end).toBe("complete");
    expect(hints).toEqual([false, true]);
  });

  test("that expires in the middle of a lookup is renewed, and nothing is asked again (R-60)", async () => {
    let token = "token-1";
    const { end, until } = follow({ getToken: () => Promise.resolve(token), places: false });
    await until(isView);
    gateway.accepts = (given) => given === "token-2";
    await until(isUnreachable);
    token = "token-2";
    gateway.settle(lookupId, none());
    expect(await end).toBe("complete");
    expect(gateway.asked).toEqual([lookupId]);
  });

  test.each<[string, TokenSource, string]>([
    [
      "that the host cannot give",
      () => Promise.reject(new Error("signed out: 9990001014")),
      "CPIS_TOKEN_MISSING",
    ],
    ["that is empty", () => Promise.resolve(""), "CPIS_TOKEN_MISSING"],
    ["that is refused twice", () => Promise.resolve("wrong"), "CPIS_TOKEN_REJECTED"],
  ])("%s ends the question before it is put", async (_what, getToken, code) => {
    gateway.accepts = (token) => token === "token-1";
    const { end } = follow({ getToken });
    const error = await end;
    expect(CpisError.is(error) && error.code).toBe(code);
    expect(JSON.stringify(error)).not.toContain("999");
    expect(gateway.asked).toEqual([]);
  });
});

describe("a refusal", () => {
  test.each([
    [403, "CPIS_ROLE_NOT_PERMITTED"],
    [404, "CPIS_LOCATION_UNKNOWN"],
    [429, "CPIS_TOO_MANY_REQUESTS"],
    [409, "CPIS_LOOKUP_CONFLICT"],
    [500, "CPIS_INTERNAL"],
  ])("of the question with %i ends it with its own code", async (status, code) => {
    gateway.intercept = (_seen, response) => {
      problem(response, status, code);
      return true;
    };
    const { updates, end } = follow();
    const error = await end;
    expect(CpisError.is(error) && error.code).toBe(code);
    expect(updates).toEqual([]);
    expect(gateway.seen).toHaveLength(1);
  });

  test.each([
    [403, "CPIS_ROLE_NOT_PERMITTED"],
    [404, "CPIS_LOOKUP_NOT_FOUND"],
  ])("of the reading with %i ends it", async (status, code) => {
    const { end, until } = follow({ places: false });
    await until(isView);
    gateway.intercept = (_seen, response) => {
      problem(response, status, code);
      return true;
    };
    const error = await end;
    expect(CpisError.is(error) && error.code).toBe(code);
  });

  test.each([
    [404, "CPIS_LOOKUP_NOT_FOUND"],
    [403, "CPIS_ROLE_NOT_PERMITTED"],
    [418, "CPIS_INTERNAL"],
  ])("with %i and a code of a later version is understood by its status", async (status, code) => {
    gateway.intercept = (_seen, response) => {
      problem(response, status, "CPIS_OF_TOMORROW");
      return true;
    };
    const error = await follow().end;
    expect(CpisError.is(error) && error.code).toBe(code);
  });

  test("of the reading for a ceiling passes by itself", async () => {
    const { end, until } = follow({ places: false });
    await until(isView);
    let refused = 0;
    gateway.intercept = (_seen, response) => {
      refused += 1;
      if (refused > 3) return false;
      problem(response, 429, "CPIS_TOO_MANY_REQUESTS");
      return true;
    };
    gateway.settle(lookupId, none());
    expect(await end).toBe("complete");
  });
});

test("a view that breaks the contract ends the lookup as malformed, never as an answer (H-04)", async () => {
  gateway.firstState = () => ({ kind: "no-record" }) as unknown as LookupState;
  const { updates, end } = follow();
  const error = await end;
  expect(CpisError.is(error) && error.code).toBe("CPIS_MESSAGE_MALFORMED");
  expect(updates).toEqual([]);
});
