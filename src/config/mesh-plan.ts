/** The validated plan of the council's way to MESH: one mailbox, by the API or through the local client's folders. */
import type { Environment } from "../domain/environment.js";
import type { MeshCredentials } from "../domain/mesh-credentials.js";
import type { TlsIdentityPlan } from "./tls-identity-plan.js";

/** How long one exchange with MESH may take. */
export interface MeshTimingsPlan {
  readonly connectTimeoutMs: number;
  /** Until the answer begins. */
  readonly headersTimeoutMs: number;
  /** Between two pieces of an answer: a stalled download ends here, a slow one does not. */
  readonly bodyIdleTimeoutMs: number;
  /** The whole exchange. */
  readonly requestTimeoutMs: number;
}

/** What mesh section 9 suggests. */
export const defaultMeshTimings: MeshTimingsPlan = {
  connectTimeoutMs: 10_000,
  headersTimeoutMs: 60_000,
  bodyIdleTimeoutMs: 60_000,
  requestTimeoutMs: 600_000,
};

/** An HTTP proxy that tunnels with CONNECT. It never sees more than the host's name. */
export interface MeshProxyPlan {
  readonly url: string;
  /** Value of Proxy-Authorization, for example `Basic …`. */
  readonly authorisation?: string;
}

/** A mailbox over the MESH API. */
export interface HttpsMeshPlan {
  readonly kind: "https";
  readonly environment: Environment;
  /** Scheme, host and port; paths are MESH's own. */
  readonly baseUrl: string;
  /** TLS name to expect, where it differs from the URL's host. */
  readonly serverName?: string;
  readonly credentials: MeshCredentials;
  readonly tls: TlsIdentityPlan;
  readonly proxy?: MeshProxyPlan;
  readonly timings: MeshTimingsPlan;
  readonly chunking: { readonly thresholdBytes: number; readonly chunkBytes: number };
  /** Whether what we send is compressed; whether CP-IS wants that is settled at onboarding. */
  readonly compress: boolean;
  /** A larger message is left in the mailbox, with an alarm. */
  readonly maxMessageBytes: number;
  readonly pollIntervalMs: number;
}

/** A mailbox through the folders of NHS England's Java client. All paths are absolute. */
export interface FolderMeshPlan {
  readonly kind: "folder";
  readonly mailboxId: string;
  readonly folders: {
    readonly in: string;
    readonly out: string;
    readonly sent: string;
    readonly failed: string;
    /** On the same volume as OUT and not inside it: files are made whole here first. */
    readonly staging: string;
    /** On the same volume as IN: what was taken over is kept here. */
    readonly archive: string;
    /** On the same volume as IN: what cannot be understood is kept here. */
    readonly quarantine: string;
  };
  /** Two looks at a file's size lie this far apart; 1 s or more with a real client. */
  readonly settleMs: number;
  readonly maxMessageBytes: number;
  readonly pollIntervalMs: number;
}

/** The one mailbox of a council. */
export type MeshPlan = HttpsMeshPlan | FolderMeshPlan;
