import { Money } from "@/components/layout/money";
import { Alert } from "@/components/ui/alert";

interface SpreadReconciliationProps {
  currency: string;
  segmentsMicros: bigint;
  ledgerMicros: bigint;
}

/** The segments' spread and the ledger's revenue are booked by different tables; here they are held against each other. */
export function SpreadReconciliation({ currency, segmentsMicros, ledgerMicros }: SpreadReconciliationProps) {
  const difference = segmentsMicros - ledgerMicros;
  const figures = (
    <>
      segments <Money micros={segmentsMicros} currency={currency} precision="micros" />, ledger revenue{" "}
      <Money micros={ledgerMicros} currency={currency} precision="micros" />
    </>
  );
  if (difference === 0n)
    return (
      <Alert tone="success" title="Spread equals ledger revenue, to the micro">
        <p className="text-muted-foreground">
          In {currency}: {figures}.
        </p>
      </Alert>
    );
  return (
    <Alert tone="danger" title="Spread and ledger revenue differ">
      <p>
        In {currency}: {figures}, difference <Money micros={difference} currency={currency} precision="micros" signed />
        . Run the audit before anything is settled.
      </p>
    </Alert>
  );
}
