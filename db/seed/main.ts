import { pathToFileURL } from "node:url";
import { createDatabase, type Database } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import type { Context } from "@/lib/context";
import { MICROS_PER_UNIT } from "@/lib/core/money";
import { LEADING_ROLE } from "@/lib/core/permissions";
import { databaseEnv } from "@/lib/env";
import { newId } from "@/lib/ids";
import { creditCustomer } from "@/lib/ledger/credit-customer";
import { type SeededHost, seedFleet } from "./demo-fleet";
import { type DemoPerson, seedPeople } from "./demo-people";
import { seedDemoPrices } from "./demo-prices";
import { seedReference } from "./reference";

export interface SeededDemo {
  signIns: { label: string; email: string; password: string }[];
  hosts: SeededHost[];
}

/** Reference data and a market to try: three parties, two sites with offers, retail prices, a prepaid balance. Runs again at no harm. */
export async function seedDemo(db: Database): Promise<SeededDemo> {
  await seedReference(db);
  const people = await seedPeople(db);
  const desk = contextOf(db, people.platform);
  await seedDemoPrices(desk);
  const fleet = await seedFleet(db, { operatorContext: contextOf(db, people.operator) });
  await creditCustomer(desk, {
    organizationId: people.customer.organizationId,
    amountMicros: 500n * MICROS_PER_UNIT,
    currency: "USD",
    reference: "Opening balance of the demonstration",
    idempotencyKey: "demo-opening-balance",
  });
  const signIn = (label: string, { email, password }: DemoPerson) => ({ label, email, password });
  return {
    signIns: [
      signIn("customer", people.customer),
      signIn("operator", people.operator),
      signIn("platform desk", people.platform),
    ],
    hosts: fleet.hosts,
  };
}

/** Nobody signs in to seed: the verbs act for the owner, without a session row. */
function contextOf(db: Database, person: DemoPerson): Context {
  const { userId, email, organizationId, organizationName, kind } = person;
  return {
    db,
    actor: {
      type: "user",
      userId,
      email,
      organizationId,
      organizationName,
      organizationKind: kind,
      role: LEADING_ROLE[kind],
      sessionId: "seed",
      projects: null,
      hasFreshFactor: true,
    },
    now: new Date(),
    requestId: newId("req"),
  };
}

async function main(): Promise<void> {
  const { db, close } = createDatabase(databaseEnv().url, {
    max: 4,
    applicationName: "openhall-seed",
    role: PLATFORM_ROLE,
  });
  try {
    process.stdout.write(`${JSON.stringify(await seedDemo(db), null, 2)}\n`);
  } finally {
    await close();
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) await main();
