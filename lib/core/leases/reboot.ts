/** What becomes of a lease when its host has restarted. */
export const REBOOT_POLICIES = ["restart", "end"] as const;
export type RebootPolicy = (typeof REBOOT_POLICIES)[number];

/** A host that restarts more often than this within an hour is not trusted with another start; a lease on it ends. */
export const RESTARTS_AN_HOUR = 5;
