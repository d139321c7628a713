import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CpisError } from "../../../src/errors/cpis-error.js";
import type { MessageSink } from "../../../src/ports/mailbox.js";
import { createCertificateAuthority } from "../../../src/simulator/certificates.js";
import { never } from "../../../src/testing/mailbox-under-test.js";
import { createMemorySink } from "../../../src/testing/memory-sink.js";
import { council, cpis, createMeshWorld, sharedKey, type MeshWorld } from "../../support/mesh.js";

let world: MeshWorld;

beforeEach(async () => {
  world = await createMeshWorld();
});

afterEach(() => world.close());

function deliver(chunks: readonly Uint8Array[], contentEncoding: "" | "gzip" = ""): string {
  return world.simulator.deliver({
    to: council,
    from: cpis,
    workflowId: "CPIS_REPORT",
    chunks,
    contentEncoding,
  });
}

async function errorOf(promise: Promise<unknown>): Promise<CpisError> {
  const error: unknown = await promise.then(
    () => new Error("it succeeded"),
    (thrown: unknown) => thrown,
  );
  if (error instanceof CpisError) return error;
  throw error instanceof Error ? error : new Error("no error");
}

function requestsFor(operation: string): readonly (number | undefined)[] {
  return world.simulator.requests.filter((each) => each.operation === operation).map(({ status }) => status);
}

const bytes = (length: number, seed: number): Buffer =>
  Buffer.from(Uint8Array.from({ length }, (_each, index) => (index * seed) % 253));

describe("listing", () => {
  test("a mailbox of 2,000 messages is listed whole, oldest first, in pages", async () => {
    const ids = Array.from({ length: 2_000 }, (_each, index) => deliver([Buffer.from(`<n>${index}</n>`)]));
    expect(await world.mailbox().list(never)).toEqual({ messageIds: ids, complete: true });
    expect(requestsFor("list")).toEqual([200, 200, 200, 200]);
  });

  test("an empty page with a link to the next is not the end", async () => {
    const id = deliver([Buffer.from("<n/>")]);
    world.simulator.faults.set("empty-page-first", { times: 1 });
    expect(await world.mailbox().list(never)).toEqual({ messageIds: [id], complete: true });
  });

  test("a page that fails after others leaves what is known, said to be incomplete", async () => {
    for (let index = 0; index < 600; index += 1) deliver([Buffer.from("<n/>")]);
    world.simulator.faults.set("foreign-next-link", { times: 1 });
    const listing = await world.mailbox().list(never);
    expect([listing.messageIds.length, listing.complete]).toEqual([500, false]);
    expect(requestsFor("list")).toEqual([200]);
  });

  test("a listing that is no JSON is a fault, never an empty mailbox (H-19)", async () => {
    world.simulator.faults.set("listing-not-json");
    expect((await errorOf(world.mailbox().list(never))).code).toBe("CPIS_MESH_MALFORMED");
  });

  test("a mailbox is not read twice within the permitted interval, whoever asks", async () => {
    const mailbox = world.mailbox();
    await mailbox.list(never);
    expect((await errorOf(mailbox.list(never))).code).toBe("CPIS_MESH_POLLED_TOO_SOON");
    world.clock.forward(1_000);
    await mailbox.list(never);
    const national = world.mailbox({ environment: "integration" });
    await national.list(never);
    world.clock.forward(299_000);
    expect((await errorOf(national.list(never))).code).toBe("CPIS_MESH_POLLED_TOO_SOON");
    world.clock.forward(1_000);
    await national.list(never);
    expect(requestsFor("list")).toHaveLength(4);
  });
});

describe("credentials and certificates", () => {
  test("a wrong password is tried twice, never more, and said with the clock's difference", async () => {
    const mailbox = world.mailbox({ credentials: { mailboxId: council, password: "wrong", sharedKey } });
    const error = await errorOf(mailbox.check(never));
    expect([error.code, error.retry]).toEqual(["CPIS_MESH_FORBIDDEN", "never"]);
    expect(error.context).toMatchObject({ status: 403 });
    expect(Math.abs(Number(error.context["clockAheadSeconds"]))).toBeLessThan(30);
    expect(requestsFor("handshake")).toEqual([403, 403]);
    expect(JSON.stringify(error.context)).not.toContain("wrong");
  });

  test("a 403 that passes is survived with a new token", async () => {
    world.simulator.faults.set("forbidden", { times: 1 });
    await world.mailbox().check(never);
    expect(requestsFor("handshake")).toEqual([403, 200]);
  });

  test("a clock three hours off is refused by MESH and the difference is told", async () => {
    const ahead = { now: () => Date.now() + 3 * 3_600_000 };
    await world.close();
    world = await createMeshWorld({ clock: ahead });
    const error = await errorOf(world.mailbox().check(never));
    expect(error.code).toBe("CPIS_MESH_FORBIDDEN");
  });

  test("our own expired certificate is said to be so, and nothing is sent with it", async () => {
    const expired = await world.authority.issue({ names: ["x"], validFromDays: -30, validUntilDays: -1 });
    const tls = { key: expired.key, certificate: expired.certificate, authorities: world.authority.pem };
    const error = await errorOf(world.mailbox({ tls }).list(never));
    expect(error.code).toBe("CPIS_CERTIFICATE_UNUSABLE");
    expect(error.message).toMatch(/expired on \d{4}-\d\d-\d\d: install its replacement/);
    expect(world.simulator.requests).toEqual([]);
  });

  test("an expired certificate of MESH is refused by us before anything is sent", async () => {
    world.simulator.faults.set("expired-certificate");
    const error = await errorOf(world.mailbox().list(never));
    expect([error.code, error.context["reason"]]).toEqual(["CPIS_MESH_TLS_REFUSED", "CERT_HAS_EXPIRED"]);
    expect(world.simulator.requests).toEqual([]);
  });

  test("a certificate of another authority does not get through", async () => {
    const foreign = await createCertificateAuthority(world.clock, "Foreign Root CA");
    const client = await foreign.issue({ names: ["x"] });
    const tls = { key: client.key, certificate: client.certificate, authorities: world.authority.pem };
    const error = await errorOf(world.mailbox({ tls }).list(never));
    expect(["not-permitted", "unavailable"]).toContain(error.category);
    expect(world.simulator.requests).toEqual([]);
  });

  test("a renewed certificate is used from the next connection on", async () => {
    const expired = await world.authority.issue({ names: ["x"], validFromDays: -30, validUntilDays: -1 });
    const tls = { key: expired.key, certificate: expired.certificate, authorities: world.authority.pem };
    const mailbox = world.mailbox({ tls });
    await errorOf(mailbox.check(never));
    await mailbox.renewIdentity(world.plan().tls);
    await mailbox.check(never);
  });

  test("credentials that cannot work are refused when the mailbox is made, without being repeated", () => {
    const credentials = { mailboxId: council, password: "secret-word\n", sharedKey };
    expect(() => world.mailbox({ credentials })).toThrow(CpisError);
    expect(() => world.mailbox({ credentials })).not.toThrow(/secret-word/);
  });
});

describe("MESH in trouble", () => {
  test("two bad gateways are ridden out; the token is new each time", async () => {
    world.simulator.faults.set("bad-gateway", { times: 2 });
    await world.mailbox().list(never);
    expect(requestsFor("list")).toEqual([502, 502, 200]);
  });

  test.each(["unavailable", "busy"] as const)(
    "%s for long ends after three repeats, as unavailable",
    async (fault) => {
      world.simulator.faults.set(fault);
      const error = await errorOf(world.mailbox().list(never));
      expect([error.code, error.category]).toEqual(["CPIS_MESH_BUSY", "unavailable"]);
      expect(requestsFor("list")).toHaveLength(4);
    },
  );

  test("a 500 with a page of HTML is told by its status alone", async () => {
    world.simulator.faults.set("server-error");
    const error = await errorOf(world.mailbox().list(never));
    expect([error.code, error.context["status"]]).toEqual(["CPIS_MESH_BUSY", 500]);
  });

  test("a connection that is cut is repeated where that is harmless", async () => {
    world.simulator.faults.set("reset-before-accept", { times: 1 });
    world.simulator.faults.set("reset-after-accept", { times: 1 });
    await world.mailbox().list(never);
    expect(requestsFor("list")).toEqual([undefined, undefined, 200]);
  });

  test("a MESH that is not there is unreachable", async () => {
    const mailbox = world.mailbox();
    await world.simulator.stop();
    const error = await errorOf(mailbox.list(never));
    expect([error.code, error.retry]).toEqual(["CPIS_MESH_UNREACHABLE", "safe"]);
    await world.simulator.start();
  });
});

describe("downloading", () => {
  test("a message in compressed pieces is joined in order, byte for byte", async () => {
    const pieces = [bytes(200_000, 7), bytes(200_001, 11), bytes(5, 13)];
    const id = deliver(
      pieces.map((piece) => gzipSync(piece)),
      "gzip",
    );
    const sink = createMemorySink();
    await world.mailbox().download(id, sink, never);
    expect(Buffer.concat(pieces).equals(sink.stored()[0]?.bytes ?? new Uint8Array())).toBe(true);
    expect(requestsFor("download")).toEqual([206, 206, 200]);
  });

  test("a large message passes in small pieces, never whole", async () => {
    const id = deliver([bytes(20_000_000, 7)]);
    let largest = 0;
    let total = 0;
    const sink = {
      store: async (_mailboxId: string, { content }: { content: AsyncIterable<Uint8Array> }) => {
        for await (const piece of content) {
          largest = Math.max(largest, piece.byteLength);
          total += piece.byteLength;
        }
        return "stored" as const;
      },
    };
    await world.mailbox().download(id, sink, never);
    expect(total).toBe(20_000_000);
    expect(largest).toBeLessThan(1_000_000);
  });

  test.each([
    ["stalled-download", { bodyIdleTimeoutMs: 200 }],
    ["cut-download", {}],
  ] as const)("%s stores nothing and leaves the message where it is", async (fault, timings) => {
    const id = deliver([bytes(100_000, 7)]);
    world.simulator.faults.set(fault);
    const sink = createMemorySink();
    const plan = world.plan();
    const mailbox = world.mailbox({ timings: { ...plan.timings, ...timings } });
    const error = await errorOf(mailbox.download(id, sink, never));
    expect([error.code, error.retry]).toEqual(["CPIS_MESH_INTERRUPTED", "safe"]);
    expect(sink.stored()).toEqual([]);
    expect(world.simulator.waiting(council)).toEqual([id]);
  });

  test("a sink that hides a broken transfer is not believed, and the transfer's own fault is told (R-109)", async () => {
    const id = deliver([bytes(100_000, 7)]);
    world.simulator.faults.set("cut-download");
    const careless: MessageSink = {
      store: async (_mailboxId, { content }) => {
        let pieces = 0;
        try {
          for await (const piece of content) pieces += piece.byteLength;
        } catch {
          return "stored";
        }
        return pieces > 0 ? "stored" : "duplicate";
      },
    };
    expect((await errorOf(world.mailbox().download(id, careless, never))).code).toBe("CPIS_MESH_INTERRUPTED");
  });

  test("a missing piece stores nothing: half a file never looks like a whole one", async () => {
    const id = deliver([bytes(10, 3), bytes(10, 5)]);
    world.simulator.faults.set("chunk-missing");
    const sink = createMemorySink();
    expect((await errorOf(world.mailbox().download(id, sink, never))).code).toBe("CPIS_MESH_INTERRUPTED");
    expect(sink.stored()).toEqual([]);
  });

  test("gzip that is not gzip is stored as it came, marked unreadable", async () => {
    const id = deliver([Buffer.from("<n/>")]);
    world.simulator.faults.set("not-gzip");
    const sink = createMemorySink();
    expect(await world.mailbox().download(id, sink, never)).toBe("stored");
    expect(sink.stored()).toMatchObject([{ unreadable: "content-encoding", message: { messageId: id } }]);
    expect(Buffer.from(sink.stored()[0]?.bytes ?? []).toString()).toBe("this is not gzip");
  });

  test("gzip that ends in the middle is stored as it came, marked unreadable", async () => {
    const packed = gzipSync(bytes(50_000, 7));
    const id = deliver([packed], "gzip");
    world.simulator.faults.set("truncated-gzip");
    const sink = createMemorySink();
    await world.mailbox().download(id, sink, never);
    const [stored] = sink.stored();
    expect(stored?.unreadable).toBe("content-encoding");
    expect(packed.subarray(0, Math.ceil(packed.length / 2)).equals(stored?.bytes ?? new Uint8Array())).toBe(
      true,
    );
  });

  test("a sender's zipped file is handed on as it is, because only the transfer is undone", async () => {
    const zipped = gzipSync("payload");
    const id = world.simulator.deliver({
      to: council,
      from: cpis,
      workflowId: "CPIS_REPORT",
      chunks: [zipped],
      metadata: { compressed: "Y" },
    });
    const sink = createMemorySink();
    await world.mailbox().download(id, sink, never);
    expect(zipped.equals(sink.stored()[0]?.bytes ?? new Uint8Array())).toBe(true);
    expect(sink.stored()[0]?.unreadable).toBeUndefined();
  });

  test("a message above the limit is left where it is", async () => {
    const id = deliver([bytes(200_000, 7)]);
    const sink = createMemorySink();
    const error = await errorOf(world.mailbox({ maxMessageBytes: 100_000 }).download(id, sink, never));
    expect(error.code).toBe("CPIS_MESH_TOO_LARGE");
    expect([sink.stored().length, world.simulator.waiting(council)]).toEqual([0, [id]]);
  });

  test("a small gzip that unfolds above the limit is stopped there", async () => {
    const id = deliver([gzipSync(Buffer.alloc(5_000_000))], "gzip");
    const error = await errorOf(
      world.mailbox({ maxMessageBytes: 100_000 }).download(id, createMemorySink(), never),
    );
    expect(error.code).toBe("CPIS_MESH_TOO_LARGE");
  });

  test("stopping in the middle of a download stores nothing and frees the mailbox for others", async () => {
    const id = deliver([bytes(5_000_000, 7)]);
    const stopping = new AbortController();
    const sink = {
      store: async (_mailboxId: string, { content }: { content: AsyncIterable<Uint8Array> }) => {
        for await (const piece of content) if (piece.byteLength > 0) stopping.abort();
        return "stored" as const;
      },
    };
    const mailbox = world.mailbox();
    expect((await errorOf(mailbox.download(id, sink, stopping.signal))).category).toBe("unavailable");
    expect(await mailbox.download(id, createMemorySink(), never)).toBe("stored");
  });
});

test("the national directory is asked with the certificate alone", async () => {
  const mailbox = world.mailbox({ credentials: { mailboxId: council, password: "wrong", sharedKey } });
  expect(await mailbox.lookUp("ZZX01", "CPIS_UPLOAD", never)).toEqual([{ mailboxId: cpis, name: "CP-IS" }]);
  expect(await mailbox.lookUp("ZZX01", "OTHER", never)).toEqual([]);
});
