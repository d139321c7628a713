/** A real gateway in a process of its own, in which a change is asked for and approved; the test kills it on the way. */
import { readFileSync } from "node:fs";
import { letTakeEffect } from "../../../src/cli/config/let-take-effect.js";
import { loadConfigFile } from "../../../src/config/load-config.js";
import { ContainerModule } from "inversify";
import { createGateway } from "../../../src/gateway/create-gateway.js";
import { RunningConfiguration } from "../../../src/gateway/configuration/running-configuration.js";
import { ConfigurationWatch } from "../../../src/gateway/configuration/watch-file.js";

declare global {
  var armKill: (at: number) => () => number;
}

const person = (name: string) => ({
  userId: name,
  name,
  actor: { kind: "person", id: name, name } as const,
});

async function approve(file: string, source: string, killAt: number): Promise<number> {
  const loaded = loadConfigFile(file, {}, Date.now());
  await letTakeEffect(file, loaded, Date.now());
  let running: RunningConfiguration | undefined;
  const capture = new ContainerModule(({ rebind }) => {
    rebind(ConfigurationWatch).toResolvedValue(
      (made: RunningConfiguration) => {
        running = made;
        return { start: () => undefined, stop: () => Promise.resolve() };
      },
      [RunningConfiguration],
    );
  });
  const gateway = await createGateway(loaded.plan, [capture], { file, variables: {}, loaded });
  await gateway.start();
  if (running === undefined) throw new Error("the configuration is not there");
  const asked = await running.propose({ kind: "source", source, reason: "Ward moves" }, person("ruth"));
  const steps = globalThis.armKill(killAt);
  await running.approve(asked.changeId, person("omar"));
  const count = steps();
  await gateway.stop();
  return count;
}

const [file = "", next = "", killAt = ""] = process.argv.slice(2);
const count = await approve(file, readFileSync(next, "utf8"), killAt === "never" ? Infinity : Number(killAt));
process.stdout.write(`steps ${String(count)}\n`);
