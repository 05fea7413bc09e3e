const TAIL_LENGTH = 6;

/** The tail tells ids apart: their heads are the time at which they were made. */
export function shortId(id: string): string {
  const [prefix, body] = id.split("_", 2);
  if (!body || body.length <= TAIL_LENGTH + 2) return id;
  return `${prefix}_\u2026${body.slice(-TAIL_LENGTH)}`;
}
