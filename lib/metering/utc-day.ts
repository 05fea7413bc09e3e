/** The UTC day of an instant, `2026-11-24`. */
export function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

export function dayStart(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()));
}

/** The billing month is the UTC month. */
export function monthStart(at: Date): Date {
  return new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth(), 1));
}
