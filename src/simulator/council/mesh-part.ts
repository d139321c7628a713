import type { CouncilPlan } from "../../config/council-plan.js";
import type { HttpsMeshPlan } from "../../config/mesh-plan.js";
import type { Clock, IdSource } from "../../ports/runtime.js";
import { createMeshSimulator, type MeshSimulator } from "../mesh/create-mesh-simulator.js";
import type { Register } from "../register.js";
import type { Seed } from "../seed.js";
import type { SimulatorCertificates } from "../simulator-certificates.js";
import { councilSettings, meshServerName, meshSettings } from "./council-connection.js";
import {
  cpisMailboxId,
  meshSharedKey,
  openCouncilMailboxes,
  registerMailboxes,
  type CouncilMailbox,
} from "./council-mailboxes.js";
import { toBehaviour, type CouncilSettings } from "./council-settings.js";
import { createCouncilSide, type CouncilSide, type CouncilSideParts } from "./create-council-side.js";
import { createPds } from "./pds.js";

/** MESH as whoever runs the simulator sees it. */
export interface SimulatedMesh extends Pick<MeshSimulator, "faults" | "requests"> {
  /** Scheme, host and port. Only after `start`. */
  readonly endpoint: string;
  /** Where uploads go. */
  readonly cpisMailboxId: string;
  readonly sharedKey: string;
  /** One for each council of the seed. */
  readonly mailboxes: readonly CouncilMailbox[];
  /** What lies in the mailboxes, and ways to put more there. */
  readonly messages: Pick<MeshSimulator, "deliver" | "report" | "waiting" | "find" | "settled">;
}

/** MESH with CP-IS behind it, as the simulator holds it. */
export interface MeshPart {
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly mesh: SimulatedMesh;
  readonly council: CouncilSide;
  readonly opened: CouncilSideParts["opened"];
  readonly meshPlan: (odsCode?: string) => HttpsMeshPlan;
  readonly councilPlan: (odsCode?: string) => CouncilPlan;
}

/** What the part shares with the rest of the simulator. */
export interface MeshPartContext {
  readonly certificates: SimulatorCertificates;
  readonly seed: Seed;
  readonly register: Register;
  readonly clock: Clock;
  readonly ids: IdSource;
  readonly host: string;
}

/** Sets MESH up with a mailbox for every council of the seed; nothing is bound before `start`. */
export async function createMeshPart(settings: CouncilSettings, context: MeshPartContext): Promise<MeshPart> {
  const { certificates, seed, register, clock, ids, host } = context;
  const { authority } = certificates;
  const behaviour = toBehaviour(settings);
  const mailboxes = await openCouncilMailboxes(seed.authorities, authority);
  const served = { names: [meshServerName, "localhost"], addresses: [host] };
  const mesh = createMeshSimulator({
    clock,
    ids,
    host,
    port: settings.port ?? 0,
    sharedKey: meshSharedKey,
    authorityPem: authority.pem,
    identity: await authority.issue(served),
    expiredIdentity: await authority.issue({ ...served, validFromDays: -30, validUntilDays: -1 }),
    mailboxes: registerMailboxes(mailboxes, behaviour.workflows),
  });
  const parts = createCouncilSide({
    mesh,
    mailboxes,
    register,
    pds: createPds(seed),
    behaviour,
    clock,
    ids,
  });
  const meshPlan = (odsCode?: string): HttpsMeshPlan =>
    meshSettings(mesh.baseUrl, authority.pem, mailboxOf(mailboxes, odsCode));
  return {
    start: () => mesh.start(),
    stop: async () => {
      parts.stop();
      await mesh.stop();
    },
    mesh: present(mesh, mailboxes),
    council: parts.side,
    opened: parts.opened,
    meshPlan,
    councilPlan: (odsCode) => councilSettings(meshPlan(odsCode), mailboxOf(mailboxes, odsCode)),
  };
}

function mailboxOf(mailboxes: readonly CouncilMailbox[], odsCode: string | undefined): CouncilMailbox {
  const mailbox = mailboxes.find(({ authority }) => odsCode === undefined || authority.odsCode === odsCode);
  if (mailbox === undefined) throw new RangeError("The seed has no such council.");
  return mailbox;
}

function present(mesh: MeshSimulator, mailboxes: readonly CouncilMailbox[]): SimulatedMesh {
  return {
    get endpoint() {
      return mesh.baseUrl;
    },
    cpisMailboxId,
    sharedKey: meshSharedKey,
    mailboxes,
    faults: mesh.faults,
    requests: mesh.requests,
    messages: mesh,
  };
}
