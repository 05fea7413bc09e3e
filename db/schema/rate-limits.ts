import { index, integer, pgTable, text } from "drizzle-orm/pg-core";
import { instant } from "@/db/columns";

/**
 * How often something was done in the running window; the names of the columns are those of rate-limiter-flexible. A key is the limit's name
 * and a hash of whom it counts, so that the table tells no addresses. Nobody's: it belongs to no organization.
 */
export const rateLimits = pgTable(
  "rate_limits",
  {
    key: text("key").primaryKey(),
    points: integer("points").notNull(),
    expire: instant("expire"),
  },
  (t) => [index("rate_limits_expire").on(t.expire)],
);
