import type { Metadata } from "next";
import { OriginDocuments } from "@/components/compliance/origin-documents";
import { AcceleratorActions, AcceleratorCordon } from "@/components/fleet/accelerator-actions";
import { FindingsAlert } from "@/components/fleet/findings-alert";
import { Passport } from "@/components/fleet/passport";
import { PassportHeader } from "@/components/fleet/passport-header";
import { PageBody } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listHostProvenance } from "@/lib/compliance/provenance-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { askClearingAction, submitAcceleratorCordon, submitAcceleratorUncordon } from "../actions";
import { loadPassport } from "./load-passport";

export const metadata: Metadata = { title: "Passport" };

export default async function PassportPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await requireContext("operator");
  const passport = await loadPassport((await params).id);
  const documents = await listHostProvenance(ctx, passport.identity.hostId);
  const { identity } = passport;
  const href = isOffered(ctx.actor, "host.enrol") ? "/settings/provenance" : undefined;
  return (
    <PageBody>
      <PassportHeader
        identity={identity}
        meta={<span>{identity.siteName}</span>}
        actions={
          <AcceleratorActions
            accelerator={identity}
            send={
              isOffered(ctx.actor, "host.cordon")
                ? { cordon: submitAcceleratorCordon, uncordon: submitAcceleratorUncordon }
                : undefined
            }
          />
        }
      />
      <AcceleratorCordon cordonedAt={identity.cordonedAt} reason={identity.cordonReason} />
      <FindingsAlert findings={passport.findings.filter(({ clearedAt }) => clearedAt === null)} />
      <Passport
        passport={toWire(passport)}
        hostHref={(hostId) => `/operator/hosts/${hostId}`}
        askClearing={isOffered(ctx.actor, "host.manage") ? askClearingAction : undefined}
        documents={<OriginDocuments documents={toWire(documents)} href={href} />}
      />
    </PageBody>
  );
}
