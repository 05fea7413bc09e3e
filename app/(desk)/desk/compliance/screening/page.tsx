import type { Metadata } from "next";
import { ScreeningTable } from "@/components/compliance/screening-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listMatches } from "@/lib/compliance/screening-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { decideMatchAction } from "../actions";
import { ComplianceTabs } from "../tabs";

export const metadata: Metadata = { title: "Screening" };

export default async function ScreeningPage() {
  const ctx = await requireContext("platform");
  const matches = await listMatches(ctx);
  const mayDecide = isOffered(ctx.actor, "compliance.manage");
  return (
    <PageBody>
      <PageHeader
        title="Screening"
        description="Names here beside names on denied-party lists. A score from 0.85 is looked at; from 0.95 nothing starts and nothing is paid out until two people have cleared it. Names are compared in the script that they are written in: nothing is transliterated."
      />
      <ComplianceTabs current="Screening" />
      <ScreeningTable rows={toWire(matches)} {...(mayDecide ? { decide: decideMatchAction } : {})} />
    </PageBody>
  );
}
