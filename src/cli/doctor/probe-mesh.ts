import type { FolderMeshPlan, HttpsMeshPlan, MeshPlan } from "../../config/mesh-plan.js";
import { errorCodes } from "../../errors/codes.js";
import { CpisError } from "../../errors/cpis-error.js";
import { productVersion } from "../../gateway/council/product-version.js";
import { FolderMailbox } from "../../gateway/mesh/folder-mailbox.js";
import { HttpsMailbox } from "../../gateway/mesh/https-mailbox.js";
import { createMeshConnection } from "../../gateway/mesh/mesh-connection.js";
import { randomIds, systemTimers } from "../../gateway/telemetry/runtime.js";
import { fail, ok, type Finding } from "./finding.js";
import { judgeClock, readDateHeader } from "./judge-clock.js";
import { codeOf, probeName } from "./probe-network.js";
import { connectionFault } from "./probe-spine.js";

const handshakeLimitMs = 30_000;
/** Answers anybody whom TLS lets in, and touches no mailbox. */
const pingPath = "/messageexchange/_ping";

/** Whether the mailbox can be used. It is validated only: nothing is listed, read, acknowledged or sent. */
export async function probeMesh(mesh: MeshPlan, now: () => number): Promise<readonly Finding[]> {
  return mesh.kind === "folder" ? probeFolders(mesh, now) : probeApi(mesh, now);
}

async function probeApi(mesh: HttpsMeshPlan, now: () => number): Promise<readonly Finding[]> {
  const { hostname, host } = new URL(mesh.proxy?.url ?? mesh.baseUrl);
  const name = await probeName("dns.mesh", hostname);
  if (name.level === "fail") return [name];
  try {
    const clock = await readMeshClock(mesh, now);
    const compared = judgeClock("clock.mesh", "MESH", clock);
    return [name, ok("mesh.connection", "TLS with MESH succeeded."), compared, await handshake(mesh, now)];
  } catch (error) {
    const reason = CpisError.is(error) ? error.context["reason"] : undefined;
    const code = typeof reason === "string" ? reason : codeOf(error);
    return [name, connectionFault("mesh.connection", "MESH", host, code)];
  }
}

async function readMeshClock(mesh: HttpsMeshPlan, now: () => number) {
  const connection = createMeshConnection(mesh);
  try {
    const before = now();
    const request = { method: "GET", path: pingPath, headers: {}, repeatable: true } as const;
    const answer = await connection.exchange(request, AbortSignal.timeout(handshakeLimitMs));
    const date = answer.headers["date"];
    await answer.discard();
    return { theirs: readDateHeader(date), before, after: now() };
  } finally {
    await connection.close();
  }
}

async function handshake(mesh: HttpsMeshPlan, now: () => number): Promise<Finding> {
  const check = "mesh.mailbox";
  const mailbox = new HttpsMailbox(mesh, {
    clock: { now },
    ids: randomIds,
    timers: systemTimers,
    version: productVersion,
  });
  try {
    await mailbox.check(AbortSignal.timeout(handshakeLimitMs));
    return ok(check, `Mailbox ${mailbox.mailboxId} accepts us. Nothing in it was read.`);
  } catch (error) {
    const code = CpisError.is(error) ? error.code : "CPIS_INTERNAL";
    return fail(
      check,
      `Mailbox ${mailbox.mailboxId} refuses us (${code}): ${errorCodes[code].text}`,
      "Check mailboxId, password and sharedKey with what came with the mailbox, and this machine's clock.",
    );
  } finally {
    await mailbox.close();
  }
}

async function probeFolders(plan: FolderMeshPlan, now: () => number): Promise<readonly Finding[]> {
  const check = "mesh.folders";
  const mailbox = new FolderMailbox({
    plan,
    clock: { now },
    timers: systemTimers,
    telemetry: { alarm: () => undefined },
  });
  try {
    await mailbox.check();
    return [ok(check, "All of the local client's folders can be used. Nothing in them was read.")];
  } catch (error) {
    const { context } = CpisError.is(error) ? error : { context: {} as CpisError["context"] };
    const why = context["fault"] ?? context["reason"] ?? "unknown";
    return [
      fail(
        check,
        `The local client's folders cannot be used: ${String(why)}.`,
        "Let the gateway's account read and write them, keep ours on the client's volumes, and start the client.",
      ),
    ];
  } finally {
    await mailbox.close();
  }
}
