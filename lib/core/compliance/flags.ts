export const FLAG_KINDS = ["crypto_mining", "spam", "abuse_report", "payment_fraud", "other"] as const;
export type FlagKind = (typeof FLAG_KINDS)[number];

export const FLAG_LABELS: Record<FlagKind, string> = {
  crypto_mining: "Crypto-mining suspected",
  spam: "Spam",
  abuse_report: "Abuse report",
  payment_fraud: "Payment fraud",
  other: "Other",
};
