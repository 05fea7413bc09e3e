import { Money } from "@/components/layout/money";
import { Stat, StatGrid } from "@/components/layout/stat";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import type { getReconciliation } from "@/lib/payments/reconciliation/queries";

type Standing = Awaited<ReturnType<typeof getReconciliation>> & { isOff: boolean };

/** Whether Stripe and the books agree, since when that is known, and both figures of the balance. */
export function ReconciliationStanding({ done, underWay, ...of }: Standing) {
  return (
    <>
      <Verdict done={done} underWay={underWay} {...of} />
      {underWay?.error ? (
        <Alert tone="danger" title="The run under way does not get through">
          {underWay.error} The worker tries again every minute.
        </Alert>
      ) : null}
      {done && done.balances.length > 0 ? (
        <StatGrid>
          {done.balances.flatMap(({ currency, availableMicros, pendingMicros, booksMicros }) => {
            const difference = BigInt(availableMicros) + BigInt(pendingMicros) - BigInt(booksMicros);
            return [
              <Stat
                key={`stripe ${currency}`}
                label={`Stripe holds, ${currency}`}
                value={<Money micros={BigInt(availableMicros) + BigInt(pendingMicros)} currency={currency} />}
                unit={currency}
                hint={
                  <>
                    <Money micros={pendingMicros} currency={currency} /> of it not available yet
                  </>
                }
              />,
              <Stat
                key={`books ${currency}`}
                label={`The books say, ${currency}`}
                value={<Money micros={booksMicros} currency={currency} />}
                unit={currency}
                hint={
                  difference === 0n ? (
                    "The same"
                  ) : (
                    <>
                      <Money micros={difference} currency={currency} signed /> at Stripe
                    </>
                  )
                }
                {...(difference === 0n ? {} : { tone: "warning" as const })}
              />,
            ];
          })}
        </StatGrid>
      ) : null}
    </>
  );
}

function Verdict({ done, underWay, open, accepted, isOff }: Standing) {
  if (isOff)
    return (
      <Alert tone="warning" title="Stripe is off">
        No key is set, so there is no balance to hold the books against.
      </Alert>
    );
  if (!done)
    return (
      <Alert tone="info" title={underWay ? "The first run is under way" : "It has not run yet"}>
        The worker begins by itself within seconds, and does so once a day.
      </Alert>
    );
  const last = (
    <>
      Last run <UtcTime at={done.finishedAt!.toISOString()} precision="second" />, {done.fetched} new movements.
    </>
  );
  if (open > 0)
    return (
      <Alert tone="danger" title={open === 1 ? "One difference is open" : `${open} differences are open`}>
        Stripe and the books do not agree. {last}
      </Alert>
    );
  return (
    <Alert
      tone="success"
      title={accepted > 0 ? "Stripe and the books agree, but for what was accepted" : "Stripe and the books agree"}
    >
      {last}
    </Alert>
  );
}
