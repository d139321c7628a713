import { resolve } from "node:path";
import type { MeshPlan } from "./mesh-plan.js";
import type { GatewayPlan } from "./plan.js";

/** The plan with its paths made absolute, so that it means the same wherever the process was started. */
export function withPathsIn(folder: string, plan: GatewayPlan): GatewayPlan {
  const { store, council } = plan;
  return {
    ...plan,
    store: store.file === ":memory:" ? store : { ...store, file: resolve(folder, store.file) },
    ...(council === undefined ? {} : { council: { ...council, mesh: meshIn(folder, council.mesh) } }),
  };
}

function meshIn(folder: string, mesh: MeshPlan): MeshPlan {
  if (mesh.kind === "https") return mesh;
  const { folders } = mesh;
  const at = (name: keyof typeof folders): string => resolve(folder, folders[name]);
  return {
    ...mesh,
    folders: {
      in: at("in"),
      out: at("out"),
      sent: at("sent"),
      failed: at("failed"),
      staging: at("staging"),
      archive: at("archive"),
      quarantine: at("quarantine"),
    },
  };
}
