import { cpisWorkflows } from "../../codec/mesh/workflows.js";

/** How CP-IS behaves towards councils where nothing is published, and how quickly. */
export interface CouncilSettings {
  /** Port of MESH; 0, the default, takes any free one. */
  readonly port?: number;
  /** How long a file lies before it is answered. */
  readonly acknowledgementDelayMs?: number;
  /** How long openings are gathered before a council is told of them. */
  readonly notificationIntervalMs?: number;
  /** Whether an opening that is not listed again (24 hours, same author) is told all the same. */
  readonly notifyRepeats?: boolean;
  /** Workflow ids under which files leave for councils. */
  readonly workflows?: Partial<CouncilWorkflows>;
}

/** The workflow id of each message that CP-IS sends. */
export interface CouncilWorkflows {
  readonly acknowledgement: string;
  readonly accessNotification: string;
  readonly inactiveNhsNumber: string;
}

/** Settings with every default in place. */
export interface CouncilBehaviour {
  readonly acknowledgementDelayMs: number;
  readonly notificationIntervalMs: number;
  readonly notifyRepeats: boolean;
  readonly workflows: CouncilWorkflows;
}

/** Fills in the defaults: quick, as a demonstration wants it, and telling rather too much than too little. */
export function toBehaviour(settings: CouncilSettings): CouncilBehaviour {
  return {
    acknowledgementDelayMs: settings.acknowledgementDelayMs ?? 0,
    notificationIntervalMs: settings.notificationIntervalMs ?? 2_000,
    notifyRepeats: settings.notifyRepeats ?? true,
    workflows: {
      acknowledgement: cpisWorkflows.report,
      accessNotification: cpisWorkflows.report,
      inactiveNhsNumber: cpisWorkflows.report,
      ...settings.workflows,
    },
  };
}
