import type { Variables } from "../../config/environment-overrides.js";
import type { Finding } from "./finding.js";
import { judgeIdentity } from "./judge-certificates.js";
import { judgeCouncil } from "./judge-council.js";
import { judgePlan } from "./judge-plan.js";
import { probeDisk } from "./probe-files.js";
import { probeMesh } from "./probe-mesh.js";
import { probePorts } from "./probe-ports.js";
import { probeSpine } from "./probe-spine.js";
import { probeStore } from "./probe-store.js";
import { readSite } from "./read-site.js";

/** What an examination works with. */
export interface Examination {
  readonly configFile: string;
  readonly variables: Variables;
  readonly now: () => number;
}

/** Tests a whole site, from its file to the national services. One failure never hides another, and nothing is changed. */
export async function examine({ configFile, variables, now }: Examination): Promise<readonly Finding[]> {
  const { plan, findings } = readSite(configFile, variables);
  if (plan === undefined) return findings;
  const { spine, council, http, store } = plan;
  return [
    ...findings,
    ...judgePlan(plan, now()),
    ...(council === undefined ? [] : judgeCouncil(council, now())),
    ...(spine === undefined ? [] : judgeIdentity("spine.tls", spine.tls, now())),
    ...(http.tls === undefined ? [] : judgeIdentity("http.tls", http.tls, now())),
    ...(council?.mesh.kind === "https"
      ? judgeIdentity("council.mesh.https.tls", council.mesh.tls, now())
      : []),
    ...(await probeStore(store)),
    probeDisk(store.file),
    ...(await probePorts(plan)),
    ...(spine === undefined ? [] : await probeSpine(spine, now)),
    ...(council === undefined ? [] : await probeMesh(council.mesh, now)),
  ];
}
