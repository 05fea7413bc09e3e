import type { Database } from "@/db/client";
import type { Stage } from "../stage";
import { Rehearsal } from "./rehearsal";

/** An operation that is killed at every statement, and what comes before it. */
export interface Scenario {
  name: string;
  /** By its name in OPERATIONS. */
  operation: string;
  /** Sets the stage on a database of the scenario's own; answers the operation's input. */
  prepare(db: Database, stage: Stage): Promise<object>;
}

export const rehearsed =
  (set: (rehearsal: Rehearsal) => Promise<object>, startsAt?: Date): Scenario["prepare"] =>
  async (db, stage) => {
    const rehearsal = await Rehearsal.open(db, stage, startsAt);
    return { stage, ...(await set(rehearsal)) };
  };
