import { describe, expect, it } from "vitest";
import { createPinoLogger } from "../../../src/gateway/telemetry/pino-logger.js";
import { createPrometheusTelemetry } from "../../../src/gateway/telemetry/prometheus-telemetry.js";
import type { LogFields } from "../../../src/ports/runtime.js";

function logged(level: "info" | "silent") {
  const lines: string[] = [];
  const logger = createPinoLogger(level, { write: (line: string) => void lines.push(line) });
  return { lines, logger };
}

describe("the operational log", () => {
  it("writes the listed fields only, whatever a caller hands in", () => {
    const { lines, logger } = logged("info");
    const fields = {
      lookupId: "L",
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
      lookupId: "L",
      count: 2,
      msg: "something",
    });
  });

  it("repeats no peer's message id that is more than an id", () => {
    const { lines, logger } = logged("info");
    logger.info("reply", { messageId: "Mikael Fernsby", refToMessageId: "0A-1@spine.example" });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      messageId: "unprintable",
      refToMessageId: "0A-1@spine.example",
    });
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
    telemetry.alarm("unknown-reply", { messageId: "M" });
    telemetry.alarm("unknown-reply");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { level: 50, alarm: "unknown-reply", messageId: "M" },
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
