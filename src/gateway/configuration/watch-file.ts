import { statSync } from "node:fs";
import type { ServiceIdentifier } from "inversify";
import { approvalFileOf } from "../../config/approval-file.js";
import { CpisError } from "../../errors/cpis-error.js";
import type { Logger } from "../../ports/runtime.js";
import type { Timers } from "../../ports/telemetry.js";
import type { RunningConfiguration } from "./running-configuration.js";

/** Looks whether somebody has changed the configuration on disk. */
export interface ConfigurationWatch {
  start(): void;
  stop(): Promise<void>;
}
export const ConfigurationWatch: ServiceIdentifier<ConfigurationWatch> = Symbol("ConfigurationWatch");

const lookMs = 2_000;
const looksBetweenTidying = 30;

/**
 * Looks at the file and at the signatures beside it every two seconds, and has them read once they have stood still for one
 * look: an editor that writes in pieces is not read in the middle. Looking is enough on every file system; being told is not.
 */
export function createConfigurationWatch(parts: {
  readonly configuration: Pick<RunningConfiguration, "file" | "reload" | "tidy">;
  readonly timers: Timers;
  readonly logger: Logger;
}): ConfigurationWatch {
  const { configuration, timers, logger } = parts;
  const files = [configuration.file, approvalFileOf(configuration.file)];
  const look = (): string => files.map(markOf).join(" ");
  let read = look();
  let seen = read;
  let looks = 0;
  let cancel: (() => void) | undefined;
  let work: Promise<void> = Promise.resolve();
  const round = async (): Promise<void> => {
    const now = look();
    const stands = now === seen;
    seen = now;
    looks += 1;
    if (looks % looksBetweenTidying === 0) await configuration.tidy();
    if (!stands || now === read) return;
    read = now;
    await configuration.reload();
  };
  const next = (): void => {
    cancel = timers.after(lookMs, () => {
      work = round()
        .catch((error: unknown) => {
          const code = CpisError.is(error) ? error.code : "CPIS_INTERNAL";
          logger.error("configuration-not-read", { code });
          // It is read again at the next look.
          read = "";
        })
        .finally(() => {
          if (cancel !== undefined) next();
        });
    });
  };
  return {
    start: next,
    async stop() {
      cancel?.();
      cancel = undefined;
      await work;
    },
  };
}

function markOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${String(mtimeMs)}:${String(size)}:${String(ino)}`;
  } catch {
    return "none";
  }
}
