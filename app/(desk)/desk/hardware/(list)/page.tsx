import type { Metadata } from "next";
import { FindingTable } from "@/components/fleet/finding-table";
import { HeldOffersTable } from "@/components/fleet/held-offers-table";
import { PageBody, PageHeader, Section } from "@/components/layout/page-header";
import { Stat, StatGrid } from "@/components/layout/stat";
import { TelemetryFindingTable } from "@/components/telemetry/telemetry-finding-table";
import { toWire } from "@/components/wire";
import { listFindings } from "@/lib/fleet/finding-queries";
import { listOffers } from "@/lib/fleet/offer-queries";
import { listTelemetryFindings } from "@/lib/fleet/telemetry/finding-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { acceptMoveAction, clearFindingAction, decideFindingAction } from "../actions";

export const metadata: Metadata = { title: "Hardware" };

export default async function HardwarePage() {
  const ctx = await requireContext("platform");
  const [findings, measured, offers] = await Promise.all([
    listFindings(ctx),
    listTelemetryFindings(ctx),
    listOffers(ctx),
  ]);
  const held = offers.filter(({ state, heldBack }) => state === "active" && heldBack !== null);
  const count = (state: string) => findings.filter((row) => row.clearedAt === null && row.state === state).length;
  const mayDecide = isOffered(ctx.actor, "compliance.manage");
  return (
    <PageBody>
      <PageHeader
        title="Hardware"
        description="What does not fit about operators' hardware. An open finding keeps what it is about from sale; what runs goes on. Of two hosts that claim one identity, the first is believed and never held."
      />
      <StatGrid>
        <Stat label="Open" value={count("open")} tone={count("open") > 0 ? "warning" : "neutral"} />
        <Stat label="Upheld" value={count("rejected")} />
        <Stat label="Accepted and lasting" value={count("accepted")} />
        <Stat label="Found by telemetry" value={measured.filter((row) => row.clearedAt === null).length} />
        <Stat label="Offers held back" value={held.length} />
      </StatGrid>
      <Section title="Findings">
        <FindingTable
          rows={toWire(findings)}
          {...(mayDecide ? { decide: decideFindingAction, move: acceptMoveAction } : {})}
        />
      </Section>
      <Section
        title="Found by telemetry"
        description="Xids, uncorrected ECC errors and sustained heat. An open one keeps its accelerator from sale; it is over with its cause, or cleared here."
      >
        <TelemetryFindingTable rows={toWire(measured)} {...(mayDecide ? { clear: clearFindingAction } : {})} />
      </Section>
      <Section
        title="Offers held back"
        description="Active offers whose site has accelerators of theirs kept from sale."
      >
        <HeldOffersTable rows={toWire(held)} />
      </Section>
    </PageBody>
  );
}
