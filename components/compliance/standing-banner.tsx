import { UtcTime } from "@/components/layout/utc-time";

export type Trouble = { kind: "review" } | { kind: "suspended"; reason: string; effectiveAt: Date | null };

/** Above every page of an organization that may not do business at present. It cannot be dismissed. */
export function StandingBanner({ trouble, now }: { trouble: Trouble; now: Date }) {
  if (trouble.kind === "review")
    return (
      <p role="status">
        <strong className="font-medium">Your organization is under review.</strong> Nothing new starts and nothing is
        paid out until that is done. You do not have to do anything.
      </p>
    );
  const isStill = trouble.effectiveAt !== null && trouble.effectiveAt > now;
  return (
    <p role="alert">
      <strong className="font-medium text-danger">Your organization is suspended.</strong> {trouble.reason}{" "}
      {isStill ? (
        <>
          What runs is stopped at <UtcTime at={trouble.effectiveAt!.toISOString()} />.
        </>
      ) : (
        "Nothing starts, is sold or paid out until that is lifted."
      )}
    </p>
  );
}
