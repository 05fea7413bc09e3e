import type { Metadata } from "next";
import { RevokeOthersButton, SessionsTable } from "@/components/identity/sessions-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { toWire } from "@/components/wire";
import { listOwnSessions } from "@/lib/identity/security-queries";
import { requireOwnContext } from "@/lib/web/context";
import { submitRevocation, submitRevokeOthers } from "./actions";

export const metadata: Metadata = { title: "Sessions" };

export default async function SessionsPage() {
  const ctx = await requireOwnContext();
  const sessions = await listOwnSessions(ctx);
  return (
    <PageBody>
      <PageHeader
        title="Sessions"
        description="Where you are signed in. One that you end is over with its next request."
        actions={sessions.length > 1 ? <RevokeOthersButton submit={submitRevokeOthers} /> : null}
      />
      <SessionsTable rows={toWire(sessions)} submit={submitRevocation} />
    </PageBody>
  );
}
