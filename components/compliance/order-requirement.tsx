import Link from "next/link";
import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import type { OrderRequirement as Requirement } from "@/lib/compliance/own-queries";
import { NOT_LEGAL_ADVICE } from "@/lib/core/compliance/end-use";
import { countryName } from "@/lib/core/fleet/countries";

const SAYS: Record<Requirement["outcome"], string> = {
  refused: "A rule does not allow this launch",
  review: "This launch is looked at first",
  needs_country: "Say where your organization is incorporated before you launch",
  needs_statement: "Sign an end-use statement before you launch",
};

/** What the platform's rules ask before a launch, by the countries of its sites; nothing where they ask for nothing. */
export function OrderRequirements({ requirements }: { requirements: Requirement[] }) {
  return requirements.map(({ siteCountry, outcome, rules }) => {
    const isOwn = outcome === "needs_country" || outcome === "needs_statement";
    return (
      <Alert
        key={siteCountry}
        tone={isOwn ? "info" : "warning"}
        title={`${SAYS[outcome]} in ${countryName(siteCountry)}`}
        action={
          isOwn ? (
            <Button asChild size="sm">
              <Link href="/settings/end-use">{outcome === "needs_country" ? "Say where" : "Sign"}</Link>
            </Button>
          ) : null
        }
      >
        <p>
          Rule: {rules.join("; ")}.
          {isOwn ? "" : " Ask for it all the same: it goes to review, and you are told what the platform decides."}
        </p>
        <p className="text-muted-foreground text-xs">{NOT_LEGAL_ADVICE}</p>
      </Alert>
    );
  });
}
