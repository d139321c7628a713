import type { Environment } from "../domain/environment.js";
import { CpisError } from "../errors/cpis-error.js";
import type { HttpsMeshPlan, MeshPlan, MeshProxyPlan } from "./mesh-plan.js";
import { readablePrivateKey } from "./private-keys.js";
import type { References } from "./references.js";
import { resolvedText } from "./resolved-values.js";
import type { Settings } from "./settings.js";

type MeshSettings = NonNullable<Settings["council"]>["mesh"];
type HttpsSettings = NonNullable<MeshSettings["https"]>;

const megabyte = 1_048_576;

/** MESH takes 100 MB in one piece; what is larger than 75 MB leaves in chunks (mesh section 6). */
const sizes = {
  chunking: { thresholdBytes: 75 * megabyte, chunkBytes: 20 * megabyte },
  maxMessageBytes: 100 * megabyte,
} as const;

/** The mailbox that faultless settings mean. */
export function meshPlanFrom(mesh: MeshSettings, environment: Environment, references: References): MeshPlan {
  const { https, folder, pollIntervalMs } = mesh;
  if (https !== undefined) return { ...httpsPlan(https, environment, references), pollIntervalMs };
  if (folder === undefined) throw new CpisError("CPIS_CONFIG_INVALID");
  const { mailboxId, settleMs, ...folders } = folder;
  return {
    kind: "folder",
    mailboxId,
    folders,
    settleMs,
    maxMessageBytes: sizes.maxMessageBytes,
    pollIntervalMs,
  };
}

function httpsPlan(
  https: HttpsSettings,
  environment: Environment,
  references: References,
): Omit<HttpsMeshPlan, "pollIntervalMs"> {
  const { url, serverName, mailboxId, compress, timings } = https;
  const at = (name: string): string => resolvedText(references, `council.mesh.https.${name}`);
  return {
    kind: "https",
    environment,
    baseUrl: new URL(url).origin,
    ...(serverName === undefined ? {} : { serverName }),
    credentials: { mailboxId, password: at("password"), sharedKey: at("sharedKey") },
    tls: {
      key: readablePrivateKey("council.mesh.https.tls.key", references),
      certificate: at("tls.certificate"),
      authorities: at("tls.authorities"),
    },
    ...(https.proxy === undefined ? {} : { proxy: proxyPlan(https.proxy, at("proxy.authorisation")) }),
    timings,
    ...sizes,
    compress,
  };
}

function proxyPlan({ url }: NonNullable<HttpsSettings["proxy"]>, authorisation: string): MeshProxyPlan {
  return authorisation === "" ? { url } : { url, authorisation };
}
