import { toChainedEvent } from "@/lib/audit/event-rows";
import { recordAudit } from "@/lib/audit/record-audit";
import { readChain } from "@/lib/audit/verify-chain";
import type { Context } from "@/lib/context";
import type { ChainedEvent } from "@/lib/core/audit/event";
import { authorize } from "./authorize";

/**
 * The own log from its first event on, in the order of its chain and with its hashes, a page at a time. That it was taken is recorded, for it
 * holds everybody's addresses.
 */
export async function exportAuditLog(
  ctx: Context,
  { format }: { format: string },
): Promise<AsyncGenerator<ChainedEvent[]>> {
  const { organizationId } = authorize(ctx, "audit.view");
  await recordAudit(ctx.db, ctx, { action: "audit_log.export", targetId: organizationId, detail: { format } });
  return pagesOf(ctx, organizationId);
}

async function* pagesOf({ db }: Context, organizationId: string) {
  for await (const page of readChain(db, organizationId)) yield page.map(toChainedEvent);
}
