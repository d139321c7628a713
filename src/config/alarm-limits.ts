/** From where on something is an alarm. */
export interface AlarmLimitsPlan {
  /** Less of the store's disk free than this, in per cent. */
  readonly leastFreeDiskPercent: number;
  /** More of an hour's checks failed than this, in per cent. */
  readonly mostFailedPercent: number;
}

/** Where a site has said nothing else. */
export const usualAlarmLimits: AlarmLimitsPlan = { leastFreeDiskPercent: 10, mostFailedPercent: 25 };
