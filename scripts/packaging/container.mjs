// The container: built from the offline bundle by the command that its file names, and run with its own entry point.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { serveAndAsk, writeSite } from "./installed-site.mjs";
import { expectSame, held, notRun, programPath, run, runBeside } from "./outcome.mjs";

const containerFile = fileURLToPath(new URL("../../packaging/container/Containerfile", import.meta.url));
const account = 10001;

/** Needs buildah, which builds and runs without a daemon, and the base image, here or in a registry. */
export async function exerciseContainer(folder, bundle) {
  const buildah = programPath("buildah");
  if (buildah === undefined) return [notRun("the container", "buildah is not installed here")];
  if (bundle === undefined) return [notRun("the container", "there is no bundle to build it from")];
  const [base] = /(?<=FROM )\S+/.exec(readFileSync(containerFile, "utf8")) ?? [];
  try {
    run(buildah, ["pull", "--policy", "missing", base]);
  } catch (error) {
    return [notRun("the container", `its base image cannot be had: ${error.message}`)];
  }
  const image = "localhost/cpis-gateway-exercise";
  const built = await held("the container file builds, and downloads nothing but its base image", () => {
    run(buildah, [
      "bud",
      "--pull-never",
      "--format",
      "docker",
      "--network",
      "none",
      "-f",
      containerFile,
      "-t",
      image,
      bundle,
    ]);
    return originOf(buildah, base);
  });
  if (built.result === "failed") return [built];
  try {
    return [built, ...(await runImage(buildah, image, folder))];
  } finally {
    run(buildah, ["rmi", image]);
  }
}

async function runImage(buildah, image, folder) {
  const container = run(buildah, ["from", "--pull-never", image]).trim();
  const inspected = JSON.parse(run(buildah, ["inspect", container])).Docker.config;
  const site = await writeSite(join(folder, "container-site"), account);
  site.mountAt("/var/lib/cpis/gateway.sqlite");
  const mounts = [`${join(site.file, "..")}:/etc/cpis:ro`, `${site.store}:/var/lib/cpis:rw`];
  const inside = (...command) => [
    ...["run", "--isolation", "chroot", "--user", inspected.User],
    ...mounts.flatMap((mount) => ["--volume", mount]),
    ...[container, "--", ...command],
  ];
  try {
    return [
      await held("the image runs as nobody special, has a health check, and holds no configuration", () => {
        expectSame(inspected.User, `${account}:${account}`, "user");
        expectSame(inspected.Healthcheck?.Test?.[0], "CMD", "health check");
        run(buildah, ["run", "--isolation", "chroot", container, "--", "test", "!", "-e", "/etc/cpis"]);
      }),
      await held("its entry point serves a site with mounted keys, answers a check and ends in order", () =>
        serveAndAsk(
          buildah,
          // The program takes this shell's process, whose number the shell leaves behind: buildah passes no signal on.
          inside(
            "sh",
            "-c",
            'echo $$ > /var/lib/cpis/pid; exec "$@"',
            "sh",
            ...inspected.Entrypoint,
            ...inspected.Cmd,
          ),
          {},
          { ...site, endGateway: () => endByNumber(join(site.store, "pid")) },
        ),
      ),
      await held("the doctor runs in the same image, and finds nothing to put right", async () => {
        const doctor = [...inspected.Entrypoint, "doctor", "--config", "/etc/cpis/cpis.json", "--json"];
        const { out, err } = await runBeside(buildah, inside(...doctor));
        if (!out.startsWith("{")) throw new Error(err.trim().split("\n").at(-1));
        const failed = JSON.parse(out).findings.filter(({ level }) => level === "fail");
        expectSame(
          failed.map(({ check, says }) => `${check}: ${says}`),
          [],
          "failed checks",
        );
      }),
    ];
  } finally {
    await site.stop();
    run(buildah, ["rm", container]);
  }
}

function endByNumber(pidFile) {
  // It never began; what it said is the fault to tell.
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8"));
  // Where a container has numbers of its own, this one is somebody else's here.
  if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("/opt/cpis/dist/src/cli/main.js")) {
    throw new Error("the gateway's process cannot be told from others here");
  }
  process.kill(pid, "SIGTERM");
}

// A base image that was made here and not fetched is not the one of the registry, and the result says so.
function originOf(buildah, base) {
  const { FromImageDigest, ImageAnnotations } = JSON.parse(
    run(buildah, ["inspect", "--type", "image", base]),
  );
  const stated = ImageAnnotations?.["org.opencontainers.image.base.name"];
  return stated === undefined
    ? `base ${base}, ${FromImageDigest}`
    : `base: ${stated}, in the place of ${base}`;
}
