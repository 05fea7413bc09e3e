import { toWire } from "@/components/wire";
import type { Payout } from "@/lib/payouts/types";
import type { PayoutRow } from "./payouts-table";

export function toPayoutRow({ payout, organizationName }: { payout: Payout; organizationName: string }): PayoutRow {
  const { id, number, week, amountMicros, returnedMicros, currency, route, destination, state } = payout;
  const { failure, createdAt, sentAt } = payout;
  const shown = { id, number, week, amountMicros, returnedMicros, currency, route, destination, state, failure };
  return toWire({ ...shown, createdAt, sentAt, organizationName });
}
