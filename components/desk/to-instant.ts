/** What a `datetime-local` input holds, read as UTC; browsers leave seconds of zero out. */
export function toInstant(local: string): string {
  return local.length === 16 ? `${local}:00Z` : `${local}Z`;
}
