import { DefinitionList } from "@/components/layout/definition-list";
import { UtcTime } from "@/components/layout/utc-time";
import { Alert } from "@/components/ui/alert";
import { agentWords, outageWords, probeWords, type Reach } from "./reach-words";

/** Who sees what of an instance that is not reachable, and what becomes of it. */
export function Unreachable({ reach }: { reach: Reach | null }) {
  if (!reach)
    return (
      <Alert tone="danger" title="It is not reachable">
        Nothing is charged until it is reachable again.
      </Alert>
    );
  return (
    <>
      <Alert
        tone="danger"
        title={
          <>
            Not reachable since <UtcTime at={reach.since} precision="second" />
          </>
        }
      >
        Nothing is charged from then until it is reachable again. {outageWords(reach)} You can stop or terminate it at
        any time.
      </Alert>
      <DefinitionList
        items={[
          { label: "Its host's agent", value: agentWords(reach) },
          { label: "Our probes", value: probeWords(reach) },
          { label: "Waits until", value: <UtcTime at={reach.waitsUntil} /> },
        ]}
      />
    </>
  );
}
