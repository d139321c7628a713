import type { SilentReadForm } from "./plan.js";

/** The simulator's own code for *no record*; never a default anywhere else (design section 6). */
export const simulatorNoRecordCodes = [{ code: "SIM-NRF", codeSystem: "2.999.1" }] as const;

/** The silent-read form used with the simulator, which understands every form. */
export const simulatorSilentReadForm: SilentReadForm = "nested";
