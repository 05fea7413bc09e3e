import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { notices, stripeEvents } from "@/db/schema";
import { createPlatform, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import type { EventReader } from "./event-reader";
import { handleStripeEvents } from "./handle-stripe-events";
import { replayStripeEvent } from "./replay-stripe-event";

let database: TestDatabase;
let worker: Context;
let desk: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  worker = testContext(database.db, { type: "system", name: "test-worker" });
  desk = await createPlatform(database.db);
});
afterAll(() => database.close());

/** One event, tried `attempts` times before, and a worker that hangs in its look until it is told how that ends. */
async function hangIn(attempts: number) {
  const id = newId("evt");
  const past = new Date(0);
  const times = { createdAt: past, receivedAt: past, nextAttemptAt: past };
  await database.db
    .insert(stripeEvents)
    .values({ id, type: "charge.updated", livemode: false, payload: {}, state: "received", attempts, ...times });
  let end: (fault: Error | null) => void = () => undefined;
  const ended = new Promise<boolean>((resolve, reject) => {
    end = (fault) => (fault ? reject(fault) : resolve(true));
  });
  let isAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const reader: EventReader = {
    about: /./,
    look() {
      isAsked();
      return ended;
    },
  };
  const round = handleStripeEvents(worker, [reader]);
  await asked;
  return { id, end, round };
}

const read = async (id: string) => (await database.db.select().from(stripeEvents).where(eq(stripeEvents.id, id)))[0]!;
const works: EventReader = { about: /./, look: async () => true };

test("a worker whose claim has run out says of no event that it failed which another has handled", async () => {
  const { id, end, round } = await hangIn(7);
  await database.db.execute(sql`UPDATE stripe_events SET next_attempt_at = platform_now() - interval '1 s'`);
  await handleStripeEvents(worker, [works]);
  end(new Error("Lost."));
  await round;
  expect(await read(id)).toMatchObject({ state: "handled" });
  expect(await database.db.select().from(notices)).toEqual([]);
});

test("an event that is replayed while a worker has it in hand is looked at once more", async () => {
  const { id, end, round } = await hangIn(0);
  await replayStripeEvent(desk.ctx, { eventId: id });
  end(null);
  await round;
  expect(await read(id)).toMatchObject({ state: "received", attempts: 0 });
  await handleStripeEvents(worker, [works]);
  expect(await read(id)).toMatchObject({ state: "handled" });
});
