import Link from "next/link";
import { FlagDialog, FlagsTable } from "@/components/compliance/flags-table";
import { Section } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import { toWire } from "@/components/wire";
import { listFlags } from "@/lib/compliance/desk-queries";
import { isOffered } from "@/lib/identity/authorize";
import { requireContext } from "@/lib/web/context";
import { closeFlagAction, flagAction } from "../../compliance/actions";

/** What is suspected of a customer, and the way to all that compliance knows. */
export async function ComplianceSection({ customer }: { customer: { id: string; name: string } }) {
  const ctx = await requireContext("platform");
  const flags = await listFlags(ctx, { organizationId: customer.id });
  const mayManage = isOffered(ctx.actor, "compliance.manage");
  return (
    <Section
      title="Compliance"
      description="Flags are the desk's alone to read."
      actions={
        <>
          {mayManage ? <FlagDialog organization={customer} flag={flagAction} /> : null}
          <Button asChild>
            <Link href={`/desk/compliance/organizations/${customer.id}`}>Screening, end use, suspension</Link>
          </Button>
        </>
      }
    >
      <FlagsTable rows={toWire(flags)} {...(mayManage ? { close: closeFlagAction } : {})} />
    </Section>
  );
}
