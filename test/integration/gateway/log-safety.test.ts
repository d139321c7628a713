import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, test } from "vitest";
import { createPinoLogger } from "../../../src/gateway/telemetry/pino-logger.js";
import type { LogFields } from "../../../src/ports/runtime.js";
import { syntheticCouncilPeople } from "../../../src/testing/synthetic-council-people.js";
import {
  anotherChild,
  northshireCouncil,
  syntheticPeople,
  weirdaleCouncil,
} from "../../../src/testing/synthetic-people.js";
import { nurse } from "../../support/gateway-plan.js";
import { officer } from "../council/support.js";

const at = (name: string): string => new URL(name, import.meta.url).pathname;

/** What the gateway wrote, without the test's own last line. */
async function runEverything(): Promise<{ readonly text: string; readonly ended: boolean }> {
  const child = spawn(
    process.execPath,
    [
      "--no-warnings",
      "--experimental-transform-types",
      ...["--import", at("typescript-sources.mjs")],
      at("log-safety-process.ts"),
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let text = "";
  child.stdout.on("data", (part: Buffer) => (text += part.toString()));
  child.stderr.on("data", (part: Buffer) => (text += part.toString()));
  await new Promise((resolve) => child.once("close", resolve));
  const last = "everything was tried\n";
  return { text: text.replace(last, ""), ended: text.endsWith(last) };
}

function identifiers(): readonly string[] {
  const now = Date.now();
  const people = [...syntheticPeople(now), ...syntheticCouncilPeople(now), anotherChild];
  const councils = [northshireCouncil, weirdaleCouncil];
  return [
    ...people.flatMap(({ nhsNumber, familyName, givenName, birthDate }) => [
      nhsNumber ?? "",
      familyName,
      givenName,
      birthDate.replaceAll("-", ""),
    ]),
    ...councils.flatMap((council) => [
      council.name,
      council.officeHoursTelephone,
      council.emergencyDutyTelephone,
    ]),
    ...[nurse, officer].flatMap((user) => [user.givenName, user.familyName, user.sdsUserId]),
    ...["ENC-", "Sam Worker", "rotection plan", "ooked after", "<?xml", "<soap", "PRIVATE KEY", "Bearer"],
  ].filter((text) => text !== "");
}

describe("the log of a gateway that has seen everything", () => {
  let text: string;
  let ended: boolean;
  beforeAll(async () => {
    ({ text, ended } = await runEverything());
  }, 120_000);

  test("holds no identifier of anybody, no payload and no word of a plan", () => {
    // The process ends early where a notice, a deletion, a message or a take-over does not come to its end.
    expect(ended, text.slice(-2000)).toBe(true);
    const lines = text.trim().split("\n");
    expect(lines.length).toBeGreaterThan(100);
    for (const identifier of identifiers()) {
      const line = lines.find((candidate) => new RegExp(`\\b${escape(identifier)}`).test(candidate));
      expect(line, identifier).toBeUndefined();
    }
    expect(text).not.toMatch(/(?<![0-9A-Za-z])\d{3}[ -]?\d{3}[ -]?\d{4}(?![0-9A-Za-z])/);
  });

  test("is JSON, line by line, and says what happened all the same", () => {
    const lines = text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    const events = new Set(lines.map(({ msg }) => msg));
    const expected = [
      "gateway-started",
      "lookup-opened",
      "query-sent",
      "alarm",
      "request-refused",
      "audit-checkpoint",
    ];
    expect([...events]).toEqual(expect.arrayContaining(expected));
    const withheld = lines.filter((line) => Object.values(line).includes("withheld"));
    // Only what the requests put there that named a person as their location.
    expect(new Set(withheld.map(({ msg }) => msg))).toEqual(new Set(["lookup-opened"]));
  });
});

function escape(text: string): string {
  return text.replace(/[^\w ]/g, "\\$&");
}

describe("every payload of the fixtures", () => {
  const folder = new URL("../../fixtures/", import.meta.url);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());

  it("handed to the log in any field, whole or in part, is not written", () => {
    const lines: string[] = [];
    const logger = createPinoLogger("debug", {
      destination: { write: (line: string) => void lines.push(line) },
    });
    const payloads = files.map((file) => readFileSync(`${file.parentPath}/${file.name}`, "utf8"));
    const parts = payloads.flatMap((payload) => [
      payload,
      ...(payload.match(/>[^<>]*\p{L} \p{L}[^<>]*</gu) ?? []),
    ]);
    const names = [
      "lookupId",
      "messageId",
      "locationId",
      "code",
      "reason",
      "outcome",
      "address",
      "alarm",
      "route",
    ];
    for (const part of parts) {
      logger.error("line", Object.fromEntries(names.map((name) => [name, part])));
      logger.error("line", { payload: part, [part]: part } as LogFields);
    }
    expect(parts.length).toBeGreaterThan(20);
    const written = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const { level, time, msg, ...fields } of written) {
      expect([level, typeof time, msg]).toEqual([50, "string", "line"]);
      for (const value of Object.values(fields)) expect(value).toBe("withheld");
    }
  });
});
