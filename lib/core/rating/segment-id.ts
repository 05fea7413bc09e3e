/** A segment is named by its lease and first second: `seg_01k…_1764000000`. */
export function segmentId(leaseId: string, from: Date): string {
  return `seg_${leaseId.replace(/^lse_/, "")}_${from.getTime() / 1000}`;
}
