/** A ledger transaction's number as people see it: `ltx_123`. */
export function transactionId(number: bigint): string {
  return `ltx_${number}`;
}

/** Null where the text is no transaction's id. */
export function parseTransactionId(text: string): bigint | null {
  const match = /^ltx_(\d{1,18})$/.exec(text);
  return match ? BigInt(match[1]!) : null;
}
