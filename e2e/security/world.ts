import path from "node:path";
import { stateDir } from "@/bin/dependencies.mjs";
import { type Stack, startStack } from "@/bin/stack/stack";
import { createDatabase, type DatabaseHandle } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { type TestParty, testContext } from "@/db/testing/context";
import { closeHours } from "@/lib/billing/close-hours";
import { closeMonth } from "@/lib/billing/close-month";
import { scopesOf } from "@/lib/core/api-scopes";
import { LEADING_ROLE, type OrganizationKind, ROLES_OF, type Role } from "@/lib/core/permissions";
import { closeDays } from "@/lib/ledger/close-day";
import { planPayouts } from "@/lib/payouts/plan-payouts";
import { setPayoutTerms } from "@/lib/payouts/set-payout-terms";
import { addBelongings } from "./belongings";
import type { Caller } from "./caller";
import { openGuests } from "./guests";
import { addLeader, openKey, openKeys } from "./keys";
import { addPresent, beat, launch, openHall, outfit, type Pair, readDocuments, rentAnHour } from "./market";
import { addPerson, MARKERS, type Marker, openCookie, openDeadCookies, openParty } from "./parties";
import { WorldClock } from "./world-clock";

const dir = path.join(stateDir, "security");
const settings = { OPENHALL_SILENCE_MS: "86400000", LOG_LEVEL: "warn" };

/** A whole installation with two tenants of each kind who have one of everything, and every sort of caller. */
export interface World {
  stack: Stack;
  database: DatabaseHandle;
  desk: TestParty;
  pairs: Record<Marker, Pair>;
  callers: Caller[];
  /** A program of the other customer's. */
  foreignKey: Caller;
  stop(): Promise<void>;
}

/** The evening of the last Saturday of the month before this one: its week, its day and its month are over, and can be closed. */
function longAgo(): Date {
  const today = new Date();
  const lastDay = new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), 0, 20));
  return new Date(lastDay.getTime() - ((lastDay.getUTCDay() + 1) % 7) * 86_400_000);
}

export async function openWorld(): Promise<World> {
  let clock: WorldClock | undefined;
  const prepareDatabase = async (ownerUrl: string) => {
    clock = await WorldClock.install(ownerUrl, longAgo());
  };
  const { stack, stop } = await startStack({ dir, settings, prepareDatabase, withoutWorker: true });
  Object.assign(process.env, stack.record.settings, { DATABASE_URL: stack.record.databaseUrl });
  const options = { max: 6, applicationName: "openhall-e2e-security", role: PLATFORM_ROLE };
  const database = createDatabase(stack.record.databaseUrl, options);
  const end = async () => {
    await database.close();
    await stop();
  };
  try {
    const { desk, pairs } = await furnish(database.db, clock!);
    const callers = await openCallers(database.db, pairs.Quokka, desk);
    const foreignKey = await openKey(
      await addLeader(database.db, pairs.Walrus),
      scopesOf("customer"),
      "another tenant's",
    );
    return { stack, database, desk, pairs, callers, foreignKey, stop: end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function furnish(db: DatabaseHandle["db"], clock: WorldClock) {
  const desk = await openParty(db, clock, "platform", "Desk");
  const worker = () => clock.follow(testContext(db, { type: "system", name: "e2e" }));
  const opened = [];
  for (const marker of MARKERS) {
    const customer = await openParty(db, clock, "customer", marker);
    const operator = await openParty(db, clock, "operator", marker);
    const ids: Record<string, string> = {};
    const { host, agent } = await openHall(db, operator, marker, ids);
    await outfit(desk.ctx, customer, marker, ids);
    const terms = { reservePercent: "0", reserveWeeks: 1, minimum: "0.01", heldReason: "" };
    await setPayoutTerms(desk.ctx, { organizationId: operator.organizationId, ...terms });
    opened.push({ marker, customer, operator, host: clock.follow(host), agent, ids });
  }
  for (const pair of opened) {
    await beat(pair, clock, []);
    pair.ids.endedLeaseId = await rentAnHour(pair, clock, worker);
  }
  await clock.set(new Date(clock.now.getTime() + 5 * 86_400_000));
  await closeHours(worker());
  await closeDays(worker());
  await closeMonth(worker());
  await planPayouts(worker());
  await clock.restore();
  for (const pair of opened) {
    await beat(pair, clock, []);
    pair.ids.leaseId = await launch(pair, clock, "live");
    await readDocuments(db, pair);
    await addPresent(db, desk.ctx, pair);
    await addBelongings(pair);
  }
  const [first, second] = opened;
  return { desk, pairs: { Quokka: first!, Walrus: second! } };
}

/** Each role of each kind with a second factor proven a moment ago; who leads, also without; and whoever is nobody. */
async function openCallers(db: DatabaseHandle["db"], pair: Pair, desk: TestParty): Promise<Caller[]> {
  const parties = { customer: pair.customer, operator: pair.operator, platform: desk };
  const callers: Caller[] = [];
  for (const [kind, roles] of Object.entries(ROLES_OF) as [OrganizationKind, readonly Role[]][]) {
    for (const role of roles) {
      const person = await addPerson(db, parties[kind], role, `${kind === "platform" ? "Desk" : pair.marker} ${role}`);
      const is = { kind, role, hasFreshFactor: true };
      callers.push({ name: `${kind} ${role}`, cookie: await openCookie(db, person), is });
      if (role !== LEADING_ROLE[kind]) continue;
      // somebody else, so that who ends all sessions but their own ends none of another caller's
      const other = await addPerson(db, parties[kind], role, `${person.actor.organizationName} ${role}`);
      const stale = await openCookie(db, other, { isFresh: false });
      callers.push({ name: `${kind} ${role}, no second factor`, cookie: stale, is: { ...is, hasFreshFactor: false } });
    }
  }
  const dead = await openDeadCookies(db, pair.customer);
  for (const [name, cookie] of Object.entries(dead)) callers.push({ name, cookie, is: null });
  return [...callers, ...(await openKeys(db, pair)), ...(await openGuests(db, pair, desk))];
}
