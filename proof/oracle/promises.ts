/** What the specification promises, in its own words; on purpose not imported from the code under test. */
export const BOOT_LIMIT_MS = 180_000;
export const SILENCE_MS = 45_000;
export const SILENT_LIMIT_MS = 3_600_000;
export const CUT_OFF_LIMIT_MS = 86_400_000;
export const ABSENCE_MS = 10_000;
export const TOLERANCE_MS = 5_000;
export const LONGEST_STOP_SECONDS = 30;
export const RESTARTS_AN_HOUR = 5;
