import { describe, expect, it } from "vitest";
import { createPinoLogger } from "../../../src/gateway/telemetry/pino-logger.js";
import { createPrometheusTelemetry } from "../../../src/gateway/telemetry/prometheus-telemetry.js";
import type { LogFields } from "../../../src/ports/runtime.js";

function logged(level: "info" | "silent") {
  const lines: string[] = [];
  const logger = createPinoLogger(level, {
    destination: { write: (line: string) => void lines.push(line) },
    locations: [{ id: "ed" }],
  });
  return { lines, logger };
}

describe("the operational log", () => {
  it("writes the listed fields only, whatever a caller hands in", () => {
    const { lines, logger } = logged("info");
    const fields = {
      lookupId: "L-1",
      count: 2,
      nhsNumber: "9995260182",
      reason: { hl7: "<Fernsby/>" },
      error: new Error("9995260182"),
    };
    logger.warn("something", fields as unknown as LogFields);
    const line = JSON.parse(lines[0] ?? "") as Record<string, unknown>;
    expect(line).toEqual({
      level: 40,
      time: expect.any(String) as unknown,
      lookupId: "L-1",
      count: 2,
      msg: "something",
    });
  });

  it("repeats no peer's message id that is more than an id", () => {
    const { lines, logger } = logged("info");
    logger.info("reply", { messageId: "Mikael Fernsby", refToMessageId: "0A-1@spine.example" });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      messageId: "withheld",
      refToMessageId: "0A-1@spine.example",
    });
  });

  it("writes each field only in the form it must have, and withholds what is in another", () => {
    const { lines, logger } = logged("info");
    const texts = [
      "Mikael Fernsby",
      "Fernsby",
      "9995260182",
      "999 526 0182",
      "Child protection plan",
      "1 High St",
    ];
    const fields = [
      "lookupId",
      "messageId",
      "refToMessageId",
      "locationId",
      "reason",
      "outcome",
      "status",
      "count",
      "checkpoint",
      "alarm",
      "environment",
      "method",
      "planHash",
    ];
    for (const text of texts) {
      logger.info("line", Object.fromEntries(fields.map((name) => [name, text])));
    }
    logger.info("line", { count: 9_995_260_182 });
    for (const line of lines) for (const text of texts) expect(line).not.toContain(text);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ locationId: "withheld", reason: "withheld" });
  });

  it("names a location only where it is configured: a page may send anything as one", () => {
    const { lines, logger } = logged("info");
    for (const locationId of ["ed", "Fernsby-M"]) logger.info("lookup-opened", { locationId });
    expect(lines.map((line) => (JSON.parse(line) as { locationId: string }).locationId)).toEqual([
      "ed",
      "withheld",
    ]);
  });

  it("can be silenced", () => {
    const { lines, logger } = logged("silent");
    logger.error("something", {});
    expect(lines).toEqual([]);
  });
});

describe("an alarm", () => {
  it("is a log line at error level and a count by name", async () => {
    const { lines, logger } = logged("info");
    const telemetry = createPrometheusTelemetry(logger);
    telemetry.alarm("unknown-reply", { messageId: "M-1" });
    telemetry.alarm("unknown-reply");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 50, alarm: "unknown-reply", messageId: "M-1" },
      { level: 50, alarm: "unknown-reply" },
    ]);
    expect(await telemetry.render()).toContain('cpis_alarms_total{alarm="unknown-reply"} 2');
  });

  it("of one gateway is not counted by another in the same process", async () => {
    const { logger } = logged("silent");
    createPrometheusTelemetry(logger).alarm("late-record");
    expect(await createPrometheusTelemetry(logger).render()).not.toContain("late-record");
  });
});

describe("the outcomes", () => {
  it("do not say whether there was a record", async () => {
    const { logger } = logged("silent");
    const telemetry = createPrometheusTelemetry(logger);
    for (const outcome of ["record", "no-record", "no-answer"])
      telemetry.count("cpis_outcomes_total", outcome);
    const text = await telemetry.render();
    expect(text).toContain('cpis_outcomes_total{outcome="answered"} 2');
    expect(text).toContain('cpis_outcomes_total{outcome="no-answer"} 1');
    expect(text).not.toMatch(/outcome="(no-)?record"/);
  });
});
