import { Money } from "@/components/layout/money";
import { Alert } from "@/components/ui/alert";
import { formatSeconds } from "@/lib/core/time";
import type { LeaseBill } from "@/lib/metering/cost-queries";

type BillSentenceProps = { bill: LeaseBill; currency: string; endReason: string | null };

/** The receipt in words, once a lease is billed to its end. */
export function BillSentence({ bill, currency, endReason }: BillSentenceProps) {
  return (
    <Alert tone={bill.paidMicros > 0n ? "success" : "neutral"} title={endReason}>
      <p>
        You paid <Money micros={bill.paidMicros} currency={currency} precision="micros" className="font-medium" /> for{" "}
        <Seconds value={bill.paidSeconds} />
        {bill.unpaid.map(({ reason, seconds }) => (
          <span key={reason}>
            ; nothing for <Seconds value={seconds} /> because {because(reason)}
          </span>
        ))}
        .
      </p>
    </Alert>
  );
}

function Seconds({ value }: { value: bigint }) {
  return (
    <span className="tabular" title={formatSeconds(value)}>
      {String(value)} {value === 1n ? "second" : "seconds"}
    </span>
  );
}

/** `starting: SSH had not answered yet` reads as `it was starting: …`. */
function because(reason: string): string {
  return `it was ${reason}`;
}
