import { eq, sql } from "drizzle-orm";
import Stripe from "stripe";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Transaction } from "@/db/client";
import { notices, stripeCalls } from "@/db/schema";
import { testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import type { Context } from "@/lib/context";
import { newId } from "@/lib/ids";
import { type CallKind, type CallKinds, findIn } from "./calls/call-kind";
import { planCall } from "./plan-call";
import { rearmCalls } from "./rearm-calls";
import { sendDueCalls } from "./send-due-calls";
import { sendStripeCall } from "./send-stripe-call";

let database: TestDatabase;
let worker: Context;

beforeAll(async () => {
  database = await createTestDatabase();
  worker = testContext(database.db, { type: "system", name: "test-worker" });
});
beforeEach(() => {
  vi.stubEnv("STRIPE_SECRET_KEY", "sk_test_races");
});
afterAll(() => database.close());

const refusal = (code?: string) =>
  new Stripe.errors.StripeInvalidRequestError({ message: "No.", type: "invalid_request_error", ...(code && { code }) });
const lost = () => new Stripe.errors.StripeConnectionError({ message: "Lost.", type: "api_error" });

/** One attempt after the other: what each does at Stripe, and what was kept of them. */
function scripted(attempts: (() => Promise<{ id: string }>)[]) {
  const kept: string[] = [];
  const note = (what: string) => async (_tx: Transaction) => {
    kept.push(what);
  };
  const kind: CallKind = {
    prepare: async () => ({}),
    send: () => attempts.shift()!(),
    find: async () => null,
    apply: note("applied"),
    refused: note("refused"),
    unknown: note("unknown"),
    askAgainInMs: (error) => ((error as { code?: string }).code === "balance_insufficient" ? 1_000 : null),
    putOff: note("put off"),
  };
  return { kept, kinds: { transfer: kind as CallKind<never> } satisfies CallKinds };
}

const plan = () => database.db.transaction((tx) => planCall(tx, "transfer", newId("pay"), new Date(0)));
const read = async (id: string) => (await database.db.select().from(stripeCalls).where(eq(stripeCalls.id, id)))[0]!;
const makeDue = (id: string) =>
  database.db.execute(sql`UPDATE stripe_calls SET leased_until = platform_now() - interval '1 s',
    next_attempt_at = platform_now() - interval '1 s' WHERE id = ${id}`);

/** A worker that hangs in its request while its claim runs out, and what it hears in the end. */
function hanging() {
  let hear: (answer: { id: string } | Error) => void = () => undefined;
  const heard = new Promise<{ id: string }>((resolve, reject) => {
    hear = (answer) => (answer instanceof Error ? reject(answer) : resolve(answer));
  });
  let isAsked: () => void = () => undefined;
  const asked = new Promise<void>((resolve) => {
    isAsked = resolve;
  });
  const attempt = () => {
    isAsked();
    return heard;
  };
  return { attempt, asked, hear };
}

test("a worker whose claim has run out refuses nothing that another has done meanwhile", async () => {
  const slow = hanging();
  const { kept, kinds } = scripted([slow.attempt, async () => ({ id: "tr_1" })]);
  const id = await plan();
  const first = sendStripeCall(worker, id, kinds);
  await slow.asked;
  await makeDue(id);
  expect(await sendStripeCall(worker, id, kinds)).toBe("done");
  slow.hear(refusal());
  await first;
  expect(kept).toEqual(["applied"]);
  expect(await read(id)).toMatchObject({ state: "done", responseId: "tr_1" });
});

test("nor does it put off, under another key, what another has in hand", async () => {
  const [slow, second] = [hanging(), hanging()];
  const { kept, kinds } = scripted([slow.attempt, second.attempt]);
  const id = await plan();
  const first = sendStripeCall(worker, id, kinds);
  await slow.asked;
  await makeDue(id);
  const other = sendStripeCall(worker, id, kinds);
  await second.asked;
  slow.hear(refusal("balance_insufficient"));
  await first;
  expect(kept).toEqual([]);
  expect(await read(id)).toMatchObject({ state: "sending", failedThere: false, attempts: 2 });
  second.hear({ id: "tr_2" });
  expect(await other).toBe("done");
  expect(kept).toEqual(["applied"]);
});

test("what Stripe did after another worker was refused is told to the desk, for the books say otherwise", async () => {
  const slow = hanging();
  const { kept, kinds } = scripted([
    slow.attempt,
    async () => {
      throw refusal();
    },
  ]);
  const id = await plan();
  const first = sendStripeCall(worker, id, kinds);
  await slow.asked;
  await makeDue(id);
  expect(await sendStripeCall(worker, id, kinds)).toBe("refused");
  slow.hear({ id: "tr_3" });
  await first;
  expect(kept).toEqual(["refused"]);
  const told = await database.db
    .select()
    .from(notices)
    .where(eq(notices.key, `stripe_call:${id}`));
  expect(told.map(({ severity, body }) => `${severity}: ${body}`).join()).toMatch(/critical: .*tr_3/);
});

test("a refusal that time mends is asked again however often, and is no unknown outcome", async () => {
  const { kept, kinds } = scripted(
    Array.from({ length: 40 }, () => async () => {
      throw refusal("balance_insufficient");
    }),
  );
  const id = await plan();
  for (let attempt = 0; attempt < 40; attempt++) {
    await makeDue(id);
    await sendStripeCall(worker, id, kinds);
  }
  expect(new Set(kept)).toEqual(new Set(["put off"]));
  expect((await read(id)).state).toBe("planned");
});

test("what was not answered for hours is told to the desk once, and is done when Stripe answers again", async () => {
  const { kept, kinds } = scripted([
    ...Array.from({ length: 30 }, () => async () => {
      throw lost();
    }),
    async () => ({ id: "tr_4" }),
  ]);
  const id = await plan();
  for (let attempt = 0; attempt < 30; attempt++) {
    await makeDue(id);
    await sendStripeCall(worker, id, kinds);
  }
  expect((await read(id)).state).toBe("stuck");
  const open = () =>
    database.db
      .select()
      .from(notices)
      .where(sql`key = ${`stripe_call:${id}`} AND resolved_at IS NULL`);
  expect(await open()).toHaveLength(1);
  expect((await read(id)).nextAttemptAt.getTime()).toBeGreaterThan(Date.now() + 30 * 60_000);
  await makeDue(id);
  expect(await rearmCalls(worker)).toBe(1);
  expect(await sendDueCalls(worker, kinds)).toBe(1);
  expect(kept.at(-1)).toBe("applied");
  expect(await open()).toEqual([]);
});

test("where what was done cannot be looked up, nothing is known of it: that is no refusal", async () => {
  const { kept, kinds } = scripted([
    async () => {
      throw lost();
    },
  ]);
  const refusing = {
    async *[Symbol.asyncIterator]() {
      yield { id: "tr_other" };
      throw refusal();
    },
  };
  const id = await plan();
  expect(await sendStripeCall(worker, id, kinds)).toBe("later");
  Object.assign(kinds.transfer, { find: () => findIn(refusing, () => false) });
  await makeDue(id);
  expect(await sendStripeCall(worker, id, kinds)).toBe("later");
  expect(kept).toEqual(["unknown", "unknown"]);
});
