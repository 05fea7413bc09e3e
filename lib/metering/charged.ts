import { sql } from "drizzle-orm";
import { usageSegments } from "@/db/schema";

/** What the customer paid for a segment, tax included, in `leases.billing_currency`. */
export const chargedMicros = sql`coalesce(${usageSegments.chargeMicros}, ${usageSegments.retailMicros} + ${usageSegments.taxMicros})`;

/** The tax that is in it, in the same currency: `taxPartMicros` in SQL. */
export const taxPart = sql`coalesce(div(${chargedMicros} * ${usageSegments.taxMicros},
  nullif(${usageSegments.retailMicros} + ${usageSegments.taxMicros}, 0)), 0)`;
