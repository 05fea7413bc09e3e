import type { Wire } from "@/components/wire";
import type { AuditListing } from "@/lib/identity/audit-queries";

export type AuditRow = Wire<AuditListing>;
