import { createHmac } from "node:crypto";
import type { AlarmWebhookPlan } from "../../config/plan.js";
import type { Clock, LogFields, Logger } from "../../ports/runtime.js";
import type { AlarmName, Timers } from "../../ports/telemetry.js";
import { permittedFields } from "./log-fields.js";

/** Tells a service of alarms. */
export interface AlarmWebhook {
  /** Takes an alarm and returns at once: whoever raises one never waits for whoever is told. */
  readonly notify: (alarm: AlarmName, fields: LogFields) => void;
  /** Gives up what has not been delivered. */
  readonly stop: () => void;
}

/** For a gateway that tells nobody. */
export const noWebhook: AlarmWebhook = { notify: () => undefined, stop: () => undefined };

/** What the webhook works with. */
export interface WebhookParts {
  readonly plan: AlarmWebhookPlan;
  /** Which gateway is speaking. */
  readonly gateway: { readonly environment: string; readonly hash: string };
  readonly clock: Clock;
  readonly timers: Timers;
  /** For what could not be delivered; such a line is itself no alarm. */
  readonly logger: Logger;
}

interface Waiting {
  readonly alarm: string;
  readonly at: number;
  readonly fields: Record<string, string | number>;
  times: number;
}

const pausesMs = [1_000, 5_000, 30_000, 120_000, 600_000];
const postTimeoutMs = 10_000;
const mostWaiting = 100;

/**
 * Posts each alarm as JSON, one after the other, and tries again with growing pauses for a quarter of an hour. The same
 * alarm raised again while it waits is counted, not queued. The header `cpis-signature` is `t=<seconds>,v1=<hex>`: the
 * HMAC-SHA-256 of `<seconds>.<body>`, so that an old post cannot be told again as a new one.
 */
export function createAlarmWebhook(parts: WebhookParts): AlarmWebhook {
  const { clock, timers, logger } = parts;
  const queue: Waiting[] = [];
  const stopped = new AbortController();
  let working = false;
  const pause = (delayMs: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = timers.after(delayMs, resolve);
      stopped.signal.addEventListener("abort", () => {
        cancel();
        resolve();
      });
    });
  const deliver = async (alarm: Waiting): Promise<void> => {
    for (const pauseMs of [...pausesMs, undefined]) {
      if (stopped.signal.aborted || (await post(alarm, parts, stopped.signal))) return;
      if (pauseMs !== undefined) await pause(pauseMs);
    }
    logger.warn("alarm-not-delivered", { reason: "webhook", count: alarm.times });
  };
  const work = async (): Promise<void> => {
    for (let next = queue[0]; next !== undefined && !stopped.signal.aborted; next = queue[0]) {
      await deliver(next);
      queue.shift();
    }
    working = false;
  };
  return {
    notify(alarm, raised) {
      const { code, reason, count, sequenceNumber } = permittedFields(raised);
      const known = queue.find((waiting) => waiting.alarm === alarm);
      if (known !== undefined) known.times += 1;
      if (known !== undefined || queue.length >= mostWaiting || stopped.signal.aborted) return;
      const given = Object.entries({ code, reason, count, sequenceNumber });
      const fields = Object.fromEntries(
        given.filter((field): field is [string, string | number] => field[1] !== undefined),
      );
      queue.push({ alarm, at: clock.now(), fields, times: 1 });
      if (working) return;
      working = true;
      void work();
    },
    stop: () => stopped.abort(),
  };
}

async function post(waiting: Waiting, parts: WebhookParts, stopped: AbortSignal): Promise<boolean> {
  const { plan, gateway, clock } = parts;
  const { alarm, at, fields, times } = waiting;
  const { environment, hash: planHash } = gateway;
  const body = JSON.stringify({
    alarm,
    at: new Date(at).toISOString(),
    times,
    environment,
    planHash,
    ...fields,
  });
  const seconds = String(Math.floor(clock.now() / 1000));
  const signature = createHmac("sha256", plan.secret).update(`${seconds}.${body}`).digest("hex");
  try {
    const response = await fetch(plan.url, {
      method: "POST",
      headers: { "content-type": "application/json", "cpis-signature": `t=${seconds},v1=${signature}` },
      body,
      // Whoever could redirect this could learn what is wrong here.
      redirect: "error",
      signal: AbortSignal.any([stopped, AbortSignal.timeout(postTimeoutMs)]),
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
