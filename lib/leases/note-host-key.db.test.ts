import { asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { leaseEvents } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { createTestDatabase } from "@/db/testing/database";
import { type Buyer, createBuyer, createMarket, type Market } from "@/db/testing/market";
import { auditBooks } from "@/lib/metering/audit-books";
import { getLiveLease } from "@/lib/metering/live-queries";
import { getLease } from "./queries";
import { startInstance } from "./start-instance";
import { stopInstance } from "./stop-instance";

const START = new Date("2026-11-20T10:00:00Z");
const KEY = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"A".repeat(43)}`;
const OTHER = `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${"B".repeat(43)}`;
/** What `ssh-keygen -lf` says of them. */
const FINGERPRINT = "SHA256:kmYcvdi2GkPeWxB6XLjrZB8JHsy2Hm8luHMFp9GMvqk";
const OTHER_FINGERPRINT = "SHA256:X75Mb3nqVpJG3UuCRMIO94EyEAtegd44QTYVIRv99HI";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let market: Market;
let buyer: Buyer;
let leaseId: string;
let clock = START;
let uptimeMs = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  await installTestClock(database.db, START);
  market = await createMarket(database.db);
  buyer = await createBuyer(market);
  leaseId = (await buyer.launch(1)).id;
});
afterAll(() => database.close());

async function tell(sshHostKey?: string, incarnation = 1): Promise<void> {
  clock = new Date(clock.getTime() + 10_000);
  uptimeMs += 10_000;
  await setTestClock(database.db, clock);
  await market.report([{ leaseId, incarnation, uptimeMs, ...(sshHostKey ? { sshHostKey } : {}) }]);
}

const live = () => getLiveLease(buyer.ctx, { leaseId, after: 0 });
async function told() {
  const events = await database.db
    .select()
    .from(leaseEvents)
    .where(eq(leaseEvents.leaseId, leaseId))
    .orderBy(asc(leaseEvents.seq));
  return events.filter(({ kind }) => kind.startsWith("instance.host-key")).map(({ kind, message }) => [kind, message]);
}

test("an instance is reachable before its key is known, and shows it once it is", async () => {
  await tell();
  expect(await live()).toMatchObject({ state: "running", sshHostKey: null });
  await tell(KEY);
  const knownHosts = `[${(await live()).sshAddress}]:32768 ${KEY}`;
  expect((await live()).sshHostKey).toEqual({ fingerprint: FINGERPRINT, knownHosts });
  expect((await getLease(buyer.ctx, leaseId)).sshHostKey).toEqual({ fingerprint: FINGERPRINT, knownHosts });
  expect(await told()).toEqual([["instance.host-key", `Its SSH host key is ${FINGERPRINT}`]]);
});

test("the same key again, and a report without one, change nothing and are proof as ever", async () => {
  const before = (await live()).events.length;
  await tell(KEY);
  await tell();
  expect((await live()).events).toHaveLength(before);
  expect((await live()).sshHostKey?.fingerprint).toBe(FINGERPRINT);
});

test("another key of the same container is told as a change, to and fro, and the meter runs on", async () => {
  await tell(OTHER);
  await tell(KEY);
  const changes = (await told()).slice(1);
  expect(changes).toEqual([
    ["instance.host-key-changed", `Its SSH host key changed without a restart, to ${OTHER_FINGERPRINT}`],
    ["instance.host-key-changed", `Its SSH host key changed without a restart, to ${FINGERPRINT}`],
  ]);
  expect((await live()).state).toBe("running");
});

test("a key that outlives a stop is no news; another one after it is told as the restart's", async () => {
  const restart = async (incarnation: number, key: string) => {
    await stopInstance({ ...buyer.ctx, now: clock }, { leaseId });
    await market.report([
      { leaseId, incarnation: incarnation - 1, phase: "exited", endedAgoMs: 0, exitCode: 0, uptimeMs },
    ]);
    expect((await live()).sshHostKey?.knownHosts).toBeNull();
    await market.report([
      { leaseId, incarnation: incarnation - 1, phase: "retained", containerId: null, uptimeMs: null, sshPort: null },
    ]);
    await startInstance({ ...buyer.ctx, now: clock }, { leaseId });
    uptimeMs = 0;
    await tell(key, incarnation);
  };
  const before = await told();
  await restart(2, KEY);
  expect(await told()).toEqual(before);
  await tell(OTHER, 2);
  await tell(KEY, 2);
  const changed = (await told()).slice(before.length).map(([kind]) => kind);
  expect(changed).toEqual(["instance.host-key-changed", "instance.host-key-changed"]);
  await restart(3, OTHER);
  const restarted = `Since it was started again its SSH host key is ${OTHER_FINGERPRINT}`;
  expect((await told()).slice(before.length + 2)).toEqual([["instance.host-key", restarted]]);
  expect((await auditBooks(database.db)).filter(({ violations }) => violations > 0)).toEqual([]);
});
