export interface SealedColumn {
  table: string;
  column: string;
  /**
   * What was kept in plain before is sealed where it lies (`seal`), which also seals what somebody else wrote there: `refuse` once no
   * installation has any.
   */
  plain: "seal" | "refuse";
}

/** Every column that holds what `seal` made, by row id. A place that is not here is not sealed anew under a new key; a test finds it. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  { table: "payout_accounts", column: "bank", plain: "seal" },
  { table: "totp_factors", column: "secret", plain: "refuse" },
];
