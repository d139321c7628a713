import { createHmac, randomUUID } from "node:crypto";
import { request as httpsRequest } from "node:https";
import type { IncomingHttpHeaders } from "node:http";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildAuthorisation, tokenMessage, tokenTimestamp } from "../../../src/codec/mesh/authorisation.js";
import { council, cpis, createMeshWorld, sharedKey, type MeshWorld } from "../../support/mesh.js";

let world: MeshWorld;

beforeEach(async () => {
  world = await createMeshWorld({ maxBodyBytes: 10_000 });
});

afterEach(() => world.close());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly json: Readonly<Record<string, unknown>>;
}

interface Call {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  readonly certificate?: boolean;
}

/** A client of our own making, as far from the product's as can be: it sends exactly what it is told to. */
function call({ method = "GET", path, headers = {}, body, certificate = true }: Call): Promise<Answer> {
  const { tls } = world.plan();
  return new Promise((resolve, reject) => {
    const request = httpsRequest(
      `${world.simulator.baseUrl}${path}`,
      {
        method,
        ca: tls.authorities,
        agent: false,
        headers: { accept: "application/vnd.mesh.v2+json", ...headers },
        ...(certificate ? { key: tls.key, cert: tls.certificate } : {}),
      },
      (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", reject);
        response.on("end", () => {
          const all = Buffer.concat(pieces);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: all,
            json: parse(all),
          });
        });
      },
    );
    request.on("error", reject);
    request.end(body);
  });
}

function parse(body: Buffer): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(body.toString()) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}

interface TokenChanges {
  readonly mailboxId?: string;
  readonly nonce?: string;
  readonly nonceCount?: number;
  readonly password?: string;
  readonly at?: number;
}

function token(changes: TokenChanges = {}): Readonly<Record<string, string>> {
  const { mailboxId = council, nonce = randomUUID(), nonceCount = 0, at = world.clock.now() } = changes;
  const parts = { mailboxId, nonce, nonceCount, timestamp: tokenTimestamp(at) };
  const message = tokenMessage(parts, changes.password ?? "example-password");
  const hash = createHmac("sha256", sharedKey).update(message).digest("hex");
  return { authorization: buildAuthorisation(parts, hash) };
}

const cpisToken = (): Readonly<Record<string, string>> =>
  token({ mailboxId: cpis, password: "other-password" });
const inbox = `/messageexchange/${council}/inbox`;
const outbox = `/messageexchange/${council}/outbox`;
const toCpis = { "mex-to": cpis, "mex-workflowid": "CPIS_UPLOAD", "mex-localid": "u1" };

function deliver(text = "<n/>"): string {
  return world.simulator.deliver({
    to: council,
    from: cpis,
    workflowId: "CPIS_REPORT",
    chunks: [Buffer.from(text)],
  });
}

describe("tokens", () => {
  test("a token is good once", async () => {
    const headers = token();
    expect((await call({ path: inbox, headers })).status).toBe(200);
    expect((await call({ path: inbox, headers })).status).toBe(403);
  });

  test("a nonce whose count rises is as good as a new one", async () => {
    const nonce = randomUUID();
    const statuses = [];
    for (const nonceCount of [0, 1, 2, 2]) {
      statuses.push((await call({ path: inbox, headers: token({ nonce, nonceCount }) })).status);
    }
    expect(statuses).toEqual([200, 200, 200, 403]);
  });

  test.each([
    ["a clock more than two hours slow", (): TokenChanges => ({ at: world.clock.now() - 7_300_000 })],
    ["a clock more than two hours fast", (): TokenChanges => ({ at: world.clock.now() + 7_300_000 })],
    ["a wrong password", (): TokenChanges => ({ password: "wrong" })],
    ["another mailbox's token", (): TokenChanges => ({ mailboxId: cpis, password: "other-password" })],
    ["a lower-case mailbox id", (): TokenChanges => ({ mailboxId: council.toLowerCase() })],
  ])("%s is refused", async (_name, changes) => {
    expect((await call({ path: inbox, headers: token(changes()) })).status).toBe(403);
  });

  test("a token with an upper-case hash, or none, is refused", async () => {
    const { authorization = "" } = token();
    const hash = authorization.slice(-64);
    const shouted = { authorization: authorization.replace(hash, hash.toUpperCase()) };
    expect((await call({ path: inbox, headers: shouted })).status).toBe(403);
    expect((await call({ path: inbox })).status).toBe(403);
  });

  test("a client without a certificate gets no answer at all", async () => {
    await expect(call({ path: inbox, headers: token(), certificate: false })).rejects.toThrow();
    expect(world.simulator.requests).toEqual([]);
  });
});

describe("versions and shapes", () => {
  test("without the version 2 type the older shapes are served", async () => {
    const id = deliver();
    const older = { accept: "application/json" };
    expect((await call({ path: inbox, headers: { ...token(), ...older } })).json).toEqual({ messages: [id] });
    const sent = await call({
      method: "POST",
      path: outbox,
      headers: { ...token(), ...older, ...toCpis },
      body: "x",
    });
    expect([sent.status, Object.keys(sent.json)]).toEqual([202, ["messageID"]]);
    const refused = await call({
      method: "POST",
      path: outbox,
      headers: { ...token(), ...older, ...toCpis, "mex-to": "NOBODY" },
      body: "x",
    });
    expect(refused.json).toMatchObject({ errorEvent: "SEND", errorCode: "12" });
    const tracked = await call({ path: `${outbox}/tracking/u1`, headers: { ...token(), ...older } });
    expect(tracked.json).toMatchObject({ status: "Accepted", localId: "u1" });
    const acknowledged = await call({
      method: "PUT",
      path: `${inbox}/${id}/status/acknowledged`,
      headers: { ...token(), ...older },
    });
    expect(acknowledged.json).toEqual({ messageId: id });
  });

  test("a malformed MESH type is a bad request", async () => {
    const headers = { ...token(), accept: "application/vnd.mesh.v9+json" };
    expect((await call({ path: inbox, headers })).status).toBe(400);
  });

  test("a handshake needs the three facts about the client, by GET or POST", async () => {
    const path = `/messageexchange/${council}`;
    const facts = { "mex-clientversion": "x==1", "mex-osname": "x", "mex-osversion": "1" };
    const bare = await call({ method: "POST", path, headers: token() });
    expect([bare.status, JSON.stringify(bare.json)]).toEqual([400, expect.stringContaining("mex-osname")]);
    for (const method of ["GET", "POST"]) {
      expect((await call({ method, path, headers: { ...token(), ...facts } })).status).toBe(200);
    }
  });

  test("look-ups and the sign of life need no token", async () => {
    const found = await call({ path: `/messageexchange/endpointlookup/ZZX01/CPIS_UPLOAD` });
    expect(found.json).toEqual({ results: [{ mailbox_id: cpis, mailbox_name: "CP-IS" }] });
    expect((await call({ path: `/messageexchange/workflowsearch/CPIS_REPORT` })).json).toMatchObject({
      results: [{ mailbox_id: council }],
    });
    expect((await call({ path: "/messageexchange/_ping" })).status).toBe(200);
  });
});

describe("the inbox", () => {
  test("pages have from 10 to 5,000 ids, and a filter hides without ending them", async () => {
    for (let index = 0; index < 25; index += 1) deliver();
    const short = await call({ path: `${inbox}?max_results=9`, headers: token() });
    expect(short.status).toBe(400);
    let path: string | undefined = `${inbox}?max_results=10`;
    const sizes: number[] = [];
    while (path !== undefined) {
      const { json } = await call({ path, headers: token() });
      sizes.push((json["messages"] as string[]).length);
      path = (json["links"] as { next?: string }).next;
    }
    expect(sizes).toEqual([10, 10, 5]);
    const filtered = await call({ path: `${inbox}?max_results=10&workflow_filter=OTHER*`, headers: token() });
    expect(filtered.json).toMatchObject({ messages: [], approx_inbox_count: 25 });
    expect(filtered.json["links"]).toHaveProperty("next");
  });

  test("an acknowledged message is not served again, and acknowledging it again is fine", async () => {
    const id = deliver();
    const acknowledge = { method: "PUT", path: `${inbox}/${id}/status/acknowledged` };
    expect((await call({ ...acknowledge, headers: token() })).status).toBe(200);
    expect((await call({ ...acknowledge, headers: token() })).status).toBe(200);
    expect((await call({ path: `${inbox}/${id}`, headers: token() })).status).toBe(410);
    expect((await call({ path: inbox, headers: token() })).json["messages"]).toEqual([]);
  });

  test("another mailbox's message is forbidden, an unknown one not found", async () => {
    const id = deliver();
    const theirs = `/messageexchange/${cpis}/inbox`;
    expect((await call({ path: `${theirs}/${id}`, headers: cpisToken() })).status).toBe(403);
    expect((await call({ method: "HEAD", path: `${theirs}/${id}`, headers: cpisToken() })).status).toBe(404);
    expect((await call({ path: `${inbox}/NONE`, headers: token() })).status).toBe(404);
    expect((await call({ path: `${inbox}/${id}/2`, headers: token() })).status).toBe(404);
  });

  test("what was sent compressed is undone for whoever does not take gzip, unless it never was gzip", async () => {
    const send = (chunk: Uint8Array): string =>
      world.simulator.deliver({
        to: council,
        from: cpis,
        workflowId: "CPIS_REPORT",
        chunks: [chunk],
        contentEncoding: "gzip",
      });
    const good = send(gzipSync("<n/>"));
    const plain = await call({ path: `${inbox}/${good}`, headers: token() });
    expect([plain.headers["content-encoding"], plain.body.toString()]).toEqual([undefined, "<n/>"]);
    const packed = await call({
      path: `${inbox}/${good}`,
      headers: { ...token(), "accept-encoding": "gzip" },
    });
    expect([packed.headers["content-encoding"], packed.headers["mex-content-compressed"]]).toEqual([
      "gzip",
      "Y",
    ]);
    expect((await call({ path: `${inbox}/${send(Buffer.from("x"))}`, headers: token() })).status).toBe(500);
  });
});

describe("the outbox", () => {
  const send = (
    headers: Readonly<Record<string, string>>,
    body: Uint8Array | string = "x",
  ): Promise<Answer> =>
    call({ method: "POST", path: outbox, headers: { ...token(), ...toCpis, ...headers }, body });

  test.each([
    ["a recipient nobody knows", { "mex-to": "NOBODY" }, 417, "12"],
    ["a blank recipient", { "mex-to": " " }, 417, "08"],
    ["a workflow the sender may not use", { "mex-workflowid": "CPIS_REPORT" }, 417, "16"],
    ["a recipient that does not take the workflow", { "mex-to": council }, 417, "17"],
    ["a web address for a recipient", { "mex-to": "http://x" }, 400, "06"],
    ["another compression than gzip", { "content-encoding": "br" }, 422, undefined],
    ["a first piece that is the second", { "mex-chunk-range": "2:3" }, 417, undefined],
  ])("%s is refused", async (_name, headers, status, code) => {
    const answer = await send(headers);
    expect(answer.status).toBe(status);
    if (code !== undefined) expect(answer.json).toMatchObject({ detail: [{ code }] });
  });

  test("missing, too long and malformed fields are listed by name", async () => {
    expect(JSON.stringify((await send({ "mex-workflowid": "" })).json)).toContain("mex-workflowid");
    expect(JSON.stringify((await send({ "mex-subject": "x".repeat(501) })).json)).toContain("mex-subject");
    expect((await send({ "mex-content-checksum": "a_b" })).status).toBe(400);
  });

  test("an empty body and one above the limit are refused", async () => {
    expect((await send({}, "")).status).toBe(417);
    expect((await send({}, Buffer.alloc(10_001))).status).toBe(413);
  });

  test("pieces come in order, keep their encoding, and nothing is delivered before the last", async () => {
    const first = await send({ "mex-chunk-range": "1:3" });
    const id = String(first.json["message_id"]);
    const piece = (number: number, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
      call({
        method: "POST",
        path: `${outbox}/${id}/${number}`,
        headers: { ...token(), "mex-chunk-range": `${number}:3`, ...headers },
        body: `piece ${number}`,
      });
    expect((await piece(4)).status).toBe(406);
    expect((await piece(3)).status).toBe(417);
    expect((await piece(2, { "content-encoding": "gzip" })).status).toBe(417);
    expect((await piece(2, { "mex-chunk-range": "2:4" })).status).toBe(417);
    expect((await piece(2)).status).toBe(202);
    expect((await piece(2)).status).toBe(202);
    expect(world.simulator.waiting(cpis)).toEqual([]);
    expect((await piece(3)).status).toBe(202);
    expect(world.simulator.waiting(cpis)).toEqual([id]);
    expect((await piece(3)).status).toBe(423);
    expect(
      (await call({ method: "POST", path: `${outbox}/NONE/2`, headers: token(), body: "x" })).status,
    ).toBe(404);
  });

  test("tracking follows a message to its reader, and is nobody else's business", async () => {
    const id = String((await send({})).json["message_id"]);
    const byId = `${outbox}/tracking?messageID=${id}`;
    expect((await call({ path: byId, headers: token() })).json).toMatchObject({
      status: "accepted",
      local_id: "u1",
    });
    const path = `/messageexchange/${cpis}/inbox/${id}/status/acknowledged`;
    await call({ method: "PUT", path, headers: cpisToken() });
    expect((await call({ path: byId, headers: token() })).json).toMatchObject({ status: "acknowledged" });
    const theirs = `/messageexchange/${cpis}/outbox/tracking?messageID=${id}`;
    expect((await call({ path: theirs, headers: cpisToken() })).status).toBe(404);
  });

  test("uncollected for five days is undeliverable with a report; after thirty nothing is left", async () => {
    const id = String((await send({ "mex-subject": "daily" })).json["message_id"]);
    world.clock.forward(5 * 86_400_000 + 1_000);
    const { json } = await call({ path: inbox, headers: token() });
    const [reportId = ""] = json["messages"] as string[];
    const report = await call({ path: `${inbox}/${reportId}`, headers: token() });
    expect(report.headers).toMatchObject({
      "mex-messagetype": "REPORT",
      "mex-statuscode": "14",
      "mex-statusevent": "SEND",
      "mex-statussuccess": "ERROR",
      "mex-linkedmsgid": id,
      "mex-localid": "u1",
      "mex-subject": "NDR: daily",
      "mex-workflowid": "CPIS_UPLOAD",
      "mex-chunk-range": "1:0",
    });
    expect([report.status, report.body.length, report.headers["mex-from"]]).toEqual([200, 0, undefined]);
    const tracking = { path: `${outbox}/tracking?messageID=${id}` };
    expect((await call({ ...tracking, headers: token() })).json).toMatchObject({ status: "undeliverable" });
    world.clock.forward(26 * 86_400_000);
    expect((await call({ ...tracking, headers: token() })).status).toBe(404);
  });
});

test("whoever stands behind a mailbox gets each message once, and what fails there stays", async () => {
  const seen: string[] = [];
  const end = world.simulator.onMessage(cpis, ({ content }) => {
    const text = Buffer.from(content).toString();
    seen.push(text);
    return text === "bad" ? Promise.reject(new Error("no")) : Promise.resolve();
  });
  for (const body of ["one", "bad", "two"]) {
    await call({ method: "POST", path: outbox, headers: { ...token(), ...toCpis }, body });
  }
  await world.simulator.settled();
  expect(seen).toEqual(["one", "bad", "two"]);
  expect(world.simulator.waiting(cpis)).toHaveLength(1);
  end();
});
