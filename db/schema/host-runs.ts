import { index, integer, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import { id, instant } from "@/db/columns";
import { hosts } from "./fleet";

/** The processes of a host's agent, newest last: one that goes on after another has begun is a second machine with the same key. */
export const hostRuns = pgTable(
  "host_runs",
  {
    hostId: id("host_id")
      .notNull()
      .references(() => hosts.id),
    /** As the process calls itself, at random. */
    instance: text("instance").notNull(),
    run: integer("run").notNull(),
    firstAt: instant("first_at").notNull(),
    /** The message of it that came after a later process had begun, if one did. */
    lateChannel: text("late_channel"),
    lateSeq: integer("late_seq"),
  },
  (t) => [primaryKey({ columns: [t.hostId, t.instance] }), index("host_runs_order").on(t.hostId, t.run)],
);
