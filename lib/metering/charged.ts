import { sql } from "drizzle-orm";
import { usageSegments } from "@/db/schema";

/** What the customer paid for a segment, tax included, in `leases.billing_currency`. */
export const chargedMicros = sql`coalesce(${usageSegments.chargeMicros}, ${usageSegments.retailMicros} + ${usageSegments.taxMicros})`;
