import { Timeline, type TimelineEvent } from "@/components/layout/timeline";
import { formatMoney } from "@/lib/core/money";
import type { getDispute } from "@/lib/payments/disputes/dispute-queries";

type Shown = Awaited<ReturnType<typeof getDispute>>;

/** From the payment to the outcome, as far as it is known, in the order in which it happened. */
export function DisputeEvents({ dispute, topUp, movements, evidence }: Shown) {
  const money = (micros: bigint) => formatMoney(micros, dispute.currency);
  const events: (Omit<TimelineEvent, "at"> & { at: Date | null })[] = [
    {
      id: "paid",
      at: topUp.paidAt,
      title: `Paid ${money(topUp.amountMicros)}`,
      detail: topUp.paidWith,
      tone: "success",
    },
    {
      id: "opened",
      at: dispute.openedAt,
      title: `Disputed: ${dispute.reason.replaceAll("_", " ")}`,
      detail: money(dispute.amountMicros),
      tone: "danger",
    },
    ...movements.map(({ ref, kind, takenMicros, bookedAt }) => ({
      id: ref,
      at: bookedAt,
      title: kind === "dispute_withdrawn" ? "Booked as taken" : "Booked as brought back",
      detail: money(takenMicros < 0n ? -takenMicros : takenMicros),
    })),
    ...evidence.map(({ evidence: one, by }) => ({
      id: one.id,
      at: one.endedAt ?? one.createdAt,
      title: TITLES[one.state],
      detail: one.failure ?? by,
      tone: one.state === "refused" ? ("danger" as const) : ("info" as const),
    })),
    {
      id: "closed",
      at: dispute.closedAt,
      title: `Closed: ${dispute.state.replaceAll("_", " ")}`,
      tone: dispute.state === "lost" ? "danger" : "success",
    },
  ];
  const known = events.flatMap(({ at, ...event }) => (at ? [{ ...event, at: at.toISOString() }] : []));
  return <Timeline label="What happened" events={known.sort((a, b) => second(a).localeCompare(second(b)))} />;
}

/** Stripe tells whole seconds: within one, things are in the order in which they are named above. */
const second = ({ at }: { at: string }) => at.slice(0, 19);

const TITLES = {
  planned: "Evidence on its way to Stripe",
  submitted: "Evidence handed in",
  refused: "Evidence refused by Stripe",
} as const;
