import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { GatewayPlan } from "../../config/plan.js";
import type { LogFields, Logger } from "../../ports/runtime.js";
import type {
  AlarmName,
  CounterName,
  GaugeName,
  StandingAlarmName,
  Telemetry,
} from "../../ports/telemetry.js";
import type { AlarmLine } from "./log-fields.js";

const counters: Readonly<Record<CounterName, readonly [help: string, label: string]>> = {
  cpis_lookups_total: ["Lookups opened by pages.", "relation"],
  cpis_queries_sent_total: ["Queries handed to Spine.", "access_mode"],
  cpis_outcomes_total: ["How queries ended.", "outcome"],
  cpis_replies_total: ["Replies received from Spine.", "disposition"],
};

const gauges: Readonly<Record<GaugeName, string>> = {
  cpis_paused: "How many pauses are on.",
  cpis_clock_offset_seconds: "How far the other side's clock is ahead of this machine's.",
  cpis_disk_free_ratio: "How much of the disk that holds the store is free, from 0 to 1.",
  cpis_records_not_opened: "Records that came in the last seven days and that nobody opened within an hour.",
  cpis_mailbox_last_read_timestamp_seconds: "When the council's mailbox was last read whole.",
  cpis_mailbox_last_notice_timestamp_seconds: "When the last access notification came, empty ones too.",
  cpis_mailbox_oldest_waiting_timestamp_seconds:
    "The earliest moment at which a message can have come that the last reading left in the mailbox.",
  cpis_mailbox_waiting_messages: "Messages that the last reading left in the mailbox.",
  cpis_mailbox_unprocessed_messages: "Messages stored and not understood yet.",
  cpis_mailbox_set_aside_messages: "Messages set aside that nobody has dealt with.",
  cpis_mailbox_certificate_days: "Whole days until the council's MESH certificate ends.",
};

// Whether there was a record is never counted: one check among few would show whose it was.
const answered: ReadonlySet<string> = new Set(["record", "no-record"]);

/** Metrics in the Prometheus text format, and alarms as log lines that are counted. */
export interface PrometheusTelemetry extends Telemetry {
  readonly contentType: string;
  render(): Promise<string>;
}

/** Whoever else is told of alarms. */
export interface AlarmSink {
  raised(name: AlarmName, fields: LogFields): void;
  over?(name: StandingAlarmName): void;
}

/** Which configuration runs, as the metrics name it. */
type RunningPlan = Pick<GatewayPlan, "hash" | "environment">;

/** One registry per gateway, so that two in one process do not share their numbers. */
export function createPrometheusTelemetry(
  logger: Logger,
  plan?: RunningPlan,
  sinks: readonly AlarmSink[] = [],
): PrometheusTelemetry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  if (plan !== undefined) namePlan(registry, plan);
  const counter = (name: string, help: string, label: string): Counter =>
    new Counter({ name, help, labelNames: [label], registers: [registry] });
  const byName = new Map(
    Object.entries(counters).map(([name, [help, label]]) => [
      name,
      { label, counter: counter(name, help, label) },
    ]),
  );
  const alarms = counter("cpis_alarms_total", "Alarms raised.", "alarm");
  const answers = new Histogram({
    name: "cpis_answer_seconds",
    help: "Time from asking the register to its answer.",
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300],
    registers: [registry],
  });
  const measured = new Map<string, Gauge>();
  const gauge = (name: GaugeName): Gauge => {
    const known = measured.get(name) ?? new Gauge({ name, help: gauges[name], registers: [registry] });
    measured.set(name, known);
    return known;
  };
  return {
    contentType: registry.contentType,
    render: () => registry.metrics(),
    count(name, value) {
      const entry = byName.get(name);
      entry?.counter.inc({ [entry.label]: answered.has(value) ? "answered" : value });
    },
    measure(name, value) {
      if (value === undefined) registry.removeSingleMetric(name);
      if (value === undefined) measured.delete(name);
      else gauge(name).set(value);
    },
    observeAnswer: (durationMs) => answers.observe(durationMs / 1000),
    alarm(name, fields = {}) {
      alarms.inc({ alarm: name });
      const line: AlarmLine = { ...fields, alarm: name };
      logger.error("alarm", line);
      for (const sink of sinks) sink.raised(name, fields);
    },
    alarmOver(name) {
      const line: AlarmLine = { alarm: name };
      logger.info("alarm-over", line);
      for (const sink of sinks) sink.over?.(name);
    },
  };
}

// The plan may be replaced while the gateway runs: it is named anew whenever somebody asks.
function namePlan(registry: Registry, plan: RunningPlan): void {
  new Gauge({
    name: "cpis_plan_info",
    help: "Always 1; its labels name the configuration that runs.",
    labelNames: ["hash", "environment"] as const,
    registers: [registry],
    collect() {
      const { hash, environment } = plan;
      this.reset();
      this.set({ hash, environment }, 1);
    },
  });
}
