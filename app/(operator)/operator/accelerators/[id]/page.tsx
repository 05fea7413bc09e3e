import type { Metadata } from "next";
import { OriginDocuments } from "@/components/compliance/origin-documents";
import { FindingsAlert } from "@/components/fleet/findings-alert";
import { Passport } from "@/components/fleet/passport";
import { PassportHeader } from "@/components/fleet/passport-header";
import { PageBody } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listHostProvenance } from "@/lib/compliance/provenance-queries";
import { isPermitted } from "@/lib/core/permissions";
import { requireContext } from "@/lib/web/context";
import { askClearingAction } from "../actions";
import { loadPassport } from "./load-passport";

export const metadata: Metadata = { title: "Passport" };

export default async function PassportPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("operator");
  const passport = await loadPassport((await params).id);
  const documents = await listHostProvenance(ctx, passport.identity.hostId);
  const href = isPermitted("host.enrol", "operator", ctx.actor.role) ? "/settings/provenance" : undefined;
  return (
    <PageBody>
      <PassportHeader identity={passport.identity} meta={<span>{passport.identity.siteName}</span>} />
      <FindingsAlert findings={passport.findings.filter(({ clearedAt }) => clearedAt === null)} />
      <Passport
        passport={toWire(passport)}
        hostHref={(hostId) => `/operator/hosts/${hostId}`}
        askClearing={isPermitted("host.manage", "operator", ctx.actor.role) ? askClearingAction : undefined}
        documents={<OriginDocuments documents={toWire(documents)} href={href} />}
      />
    </PageBody>
  );
}
