import { z } from "zod";
import { exportAuditLog } from "@/lib/identity/export-audit-log";
import { AUDIT_FORMATS, auditFile } from "@/lib/web/audit-file";
import { route } from "@/lib/web/route";

const query = z.strictObject({ format: z.enum(AUDIT_FORMATS) });

/** The own log as a file, sent as it is read. */
export const GET = route({ query }, async (ctx, { query: { format } }) =>
  auditFile(await exportAuditLog(ctx, { format }), format, `audit-log-${ctx.now.toISOString().slice(0, 10)}`),
);
