/** A definite answer, or the work is done. */
export const exitDone = 0;

/** The register could not be asked, or the input is not valid. */
export const exitNotDone = 1;

/** The program was called wrongly; the help says how. */
export const exitUsage = 2;

/** A call that cannot be meant: options that contradict each other or are missing together. */
export class UsageFault extends Error {}
