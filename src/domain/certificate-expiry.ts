const dayMs = 86_400_000;

/** Whole days until a certificate ends; negative once it has. */
export function daysUntil(validUntilEpochMs: number, nowEpochMs: number): number {
  return Math.floor((validUntilEpochMs - nowEpochMs) / dayMs);
}

/**
 * The last step that a certificate's remaining days have reached, out of those at which somebody is told; undefined before the
 * first. Each step is told once, so that the last days are not lost among daily repeats.
 */
export function reachedStep<Step extends number>(daysLeft: number, steps: readonly Step[]): Step | undefined {
  const reached = steps.filter((step) => daysLeft <= step);
  return reached.length === 0 ? undefined : reached.reduce((least, step) => (step < least ? step : least));
}

/** When somebody is told that the council's MESH certificate ends; 0 is the last day (mesh section 2, H-19). */
export const meshCertificateSteps = [30, 14, 7, 1, 0] as const;
