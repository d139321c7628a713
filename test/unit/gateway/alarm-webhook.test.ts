import { createHmac } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { alarmsSetting } from "../../../src/config/settings/alarms.js";
import { createAlarmWebhook, type AlarmWebhook } from "../../../src/gateway/telemetry/alarm-webhook.js";
import { createPrometheusTelemetry } from "../../../src/gateway/telemetry/prometheus-telemetry.js";
import type { LogFields } from "../../../src/ports/runtime.js";
import { noon } from "../../../src/testing/lookup-store-samples.js";

interface Post {
  readonly body: string;
  readonly signature: string;
}

describe("the alarm webhook", () => {
  let server: Server;
  let posts: Post[];
  let answer: number;
  let arrived: () => void;
  let webhook: AlarmWebhook;
  let pauses: number[];
  let resume: (() => void)[];
  let lost: string[];

  beforeEach(async () => {
    posts = [];
    pauses = [];
    resume = [];
    lost = [];
    answer = 204;
    arrived = () => undefined;
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (part: Buffer) => (body += part.toString()));
      request.on("end", () => {
        posts.push({ body, signature: String(request.headers["cpis-signature"]) });
        response.writeHead(answer, answer === 302 ? { location: "http://127.0.0.1:1/" } : {}).end();
        arrived();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const silent = () => undefined;
    webhook = createAlarmWebhook({
      plan: { url: `http://127.0.0.1:${String(port)}/alarms`, secret: "a shared secret" },
      gateway: { environment: "simulator", hash: "0123456789ab" },
      clock: { now: () => noon },
      timers: {
        after: (delayMs, run) => {
          pauses.push(delayMs);
          resume.push(run);
          return silent;
        },
      },
      logger: { info: silent, error: silent, warn: (event) => void lost.push(event) },
    });
  });
  afterEach(async () => {
    webhook.stop();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  it("posts an alarm, signed, and names nobody", async () => {
    const fields: LogFields = {
      lookupId: "L-1",
      messageId: "M-1",
      locationId: "ed",
      code: "CPIS_INTERNAL",
      reason: "Mikael Fernsby 9995260182",
    };
    webhook.notify("late-record", fields);
    await until(() => posts.length === 1);
    const { body, signature } = posts[0] ?? { body: "", signature: "" };
    expect(JSON.parse(body)).toEqual({
      alarm: "late-record",
      at: new Date(noon).toISOString(),
      times: 1,
      environment: "simulator",
      planHash: "0123456789ab",
      code: "CPIS_INTERNAL",
      reason: "withheld",
    });
    const seconds = String(Math.floor(noon / 1000));
    const expected = createHmac("sha256", "a shared secret").update(`${seconds}.${body}`).digest("hex");
    expect(signature).toBe(`t=${seconds},v1=${expected}`);
  });

  it("tries again with growing pauses, follows no redirect, counts repeats, and then says that it gave up", async () => {
    answer = 302;
    webhook.notify("store-failed", {});
    for (let turn = 1; turn <= 5; turn += 1) {
      await until(() => resume.length === turn);
      webhook.notify("store-failed", {});
      resume[turn - 1]?.();
    }
    await until(() => lost.length === 1);
    expect(pauses).toEqual([1_000, 5_000, 30_000, 120_000, 600_000]);
    expect(posts.map(({ body }) => (JSON.parse(body) as { times: number }).times)).toEqual([
      1, 2, 3, 4, 5, 6,
    ]);
    expect(lost).toEqual(["alarm-not-delivered"]);
    answer = 204;
    webhook.notify("store-failed", {});
    await until(() => posts.length === 7);
  });

  it("keeps nobody waiting who raises an alarm while the service does not answer", () => {
    server.removeAllListeners("request");
    const written: string[] = [];
    const write = (event: string): void => void written.push(event);
    const logger = { info: write, warn: write, error: write };
    const telemetry = createPrometheusTelemetry(logger, undefined, [{ raised: webhook.notify }]);
    for (let index = 0; index < 500; index += 1) telemetry.alarm("late-record");
    expect(written).toHaveLength(500);
  });
});

describe("the address of the webhook", () => {
  const accepts = (url: string) =>
    alarmsSetting.safeParse({ webhook: { url, secret: { env: "S" } } }).success;

  it("is https, or http on this machine or a private network, and holds no password", () => {
    for (const url of [
      "https://alarms.example.nhs.uk/in",
      "http://127.0.0.1:9000/",
      "http://10.1.2.3/",
      "http://[::1]:9/",
    ]) {
      expect(accepts(url), url).toBe(true);
    }
    for (const url of [
      "http://alarms.example.nhs.uk/",
      "http://192.0.2.1/",
      "ftp://127.0.0.1/",
      "https://a:b@x.example/",
      "no",
    ]) {
      expect(accepts(url), url).toBe(false);
    }
  });
});
