import type { Clock } from "../ports/runtime.js";
import {
  createCertificateAuthority,
  type CertificateAuthority,
  type IssuedIdentity,
} from "./certificates.js";
import { simulatorNames } from "./connection-settings.js";

/** Certificates made at start, and more on request. Nobody else trusts any of them. */
export interface SimulatorCertificates {
  /** The authority that Spine's and the gateway's certificates chain to. */
  readonly authority: CertificateAuthority;
  /** An authority that nobody trusts. */
  readonly foreignAuthority: CertificateAuthority;
  /** What Spine presents, as server and as client. */
  readonly spine: IssuedIdentity;
}

/** Makes both authorities, Spine's identity and the gateway's. */
export async function makeSimulatorCertificates(
  clock: Clock,
  host: string,
): Promise<{ readonly certificates: SimulatorCertificates; readonly gatewayIdentity: IssuedIdentity }> {
  const authority = await createCertificateAuthority(clock, "Simulator Root CA");
  const foreignAuthority = await createCertificateAuthority(clock, "Foreign Root CA");
  const addresses = [host];
  const spine = await authority.issue({ names: [simulatorNames.spine, "localhost"], addresses });
  const gatewayIdentity = await authority.issue({ names: [simulatorNames.gateway, "localhost"], addresses });
  return { certificates: { authority, foreignAuthority, spine }, gatewayIdentity };
}
