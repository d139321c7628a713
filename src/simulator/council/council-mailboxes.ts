import { cpisWorkflows } from "../../codec/mesh/workflows.js";
import type { CertificateAuthority, IssuedIdentity } from "../certificates.js";
import type { SimulatedMailbox } from "../mesh/mesh-message.js";
import type { SeedAuthority } from "../seed.js";
import type { CouncilWorkflows } from "./council-settings.js";

/** Where councils send their uploads to. */
export const cpisMailboxId = "CPISSIM01";

/** The shared secret of the simulator's environment. Public, and good for nothing else. */
export const meshSharedKey = "simulator-shared-key";

/** A council's mailbox with what its client needs. */
export interface CouncilMailbox {
  readonly authority: SeedAuthority;
  readonly mailboxId: string;
  /** Public, and good for nothing else. */
  readonly password: string;
  readonly identity: IssuedIdentity;
}

/** Gives every council of a seed a mailbox and a certificate. */
export async function openCouncilMailboxes(
  authorities: readonly SeedAuthority[],
  issuer: CertificateAuthority,
): Promise<readonly CouncilMailbox[]> {
  const mailboxes: CouncilMailbox[] = [];
  for (const authority of authorities) {
    const mailboxId = `${authority.odsCode}OT001`;
    const names = [`${mailboxId}.${authority.odsCode}.api.mesh-client.nhs.uk`];
    mailboxes.push({
      authority,
      mailboxId,
      password: `simulator-password-${authority.odsCode}`,
      identity: await issuer.issue({ names }),
    });
  }
  return mailboxes;
}

/** The mailboxes as MESH knows them: the councils' and that of CP-IS. */
export function registerMailboxes(
  councils: readonly CouncilMailbox[],
  workflows: CouncilWorkflows,
): readonly SimulatedMailbox[] {
  const fromCpis = [...new Set(Object.values(workflows))];
  return [
    {
      mailboxId: cpisMailboxId,
      password: "simulator-password-cpis",
      odsCode: "ZZX01",
      name: "CP-IS",
      sends: fromCpis,
      receives: [cpisWorkflows.upload],
    },
    ...councils.map(({ authority, mailboxId, password }) => ({
      mailboxId,
      password,
      odsCode: authority.odsCode,
      name: authority.name,
      sends: [cpisWorkflows.upload],
      receives: fromCpis,
    })),
  ];
}
