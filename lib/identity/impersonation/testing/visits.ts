import { asc, eq } from "drizzle-orm";
import { auditEvents } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { createCustomer, createMember, createPlatform, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { findVisit } from "../find-visit";
import type { StartImpersonationInput } from "../schemas";
import { startImpersonation } from "../start-impersonation";

export const REASON = "You asked why seven is slow to boot.";

/** A platform with an admin and somebody of support, and a customer to visit, on a clock that stands still; `renew` before each test. */
export class Visits {
  customer!: TestParty;
  admin!: TestParty;
  support!: TestParty;

  private constructor(
    readonly database: TestDatabase,
    readonly platform: TestParty,
    public now: Date,
  ) {}

  static async open(): Promise<Visits> {
    const database = await createTestDatabase();
    const now = new Date();
    await installTestClock(database.db, now);
    return new Visits(database, await createPlatform(database.db), now);
  }

  async renew(): Promise<void> {
    const { db } = this.database;
    this.customer = await createCustomer(db);
    this.admin = await createMember(db, this.platform, "admin");
    this.support = await createMember(db, this.platform, "support");
  }

  async pass(seconds: number): Promise<void> {
    this.now = new Date(this.now.getTime() + seconds * 1_000);
    await setTestClock(this.database.db, this.now);
  }

  start(staff: TestParty, input: Partial<StartImpersonationInput> = {}) {
    return startImpersonation(staff.ctx, { organizationId: this.customer.organizationId, reason: REASON, ...input });
  }

  find(staff: TestParty, visitId: string) {
    return findVisit(this.database, { visitId, staffSessionId: staff.actor.sessionId });
  }

  async visit(staff: TestParty, input: Partial<StartImpersonationInput> = {}) {
    const { visitId } = await this.start(staff, input);
    const actor = (await this.find(staff, visitId))!;
    return { visitId, actor, ctx: testContext(this.database.db, actor) };
  }

  logOf(organizationId: string) {
    return this.database.db
      .select()
      .from(auditEvents)
      .where(eq(auditEvents.organizationId, organizationId))
      .orderBy(asc(auditEvents.number));
  }

  worker() {
    return testContext(this.database.db, { type: "system", name: "end-support-visits" });
  }
}
