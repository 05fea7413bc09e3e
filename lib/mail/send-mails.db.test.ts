import { createServer } from "node:net";
import { isNull } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { notices } from "@/db/schema";
import { createCustomer, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { killAfter } from "@/db/testing/killed";
import { codeOf } from "@/db/testing/refusal";
import { getMailSummary } from "@/lib/identity/mail-queries";
import { retryMail } from "@/lib/identity/retry-mail";
import { queueMail } from "./queue-mail";
import { sendMails } from "./send-mails";
import { MAIL_PARTS, Post } from "./testing/post";

let database: TestDatabase;
let post: Post;
let customer: TestParty;
let desk: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  post = await Post.open(database);
  customer = await createCustomer(database.db);
  desk = await createPlatform(database.db);
});
beforeEach(async () => {
  post.setEnvironment();
  await post.empty();
});
afterAll(async () => {
  await post.catcher.close();
  await database.close();
});

const queue = (fact: string) =>
  queueMail(database.db, {
    template: "payout-sent",
    props: { amount: "$9.00", number: fact, method: "bank", arrivesOn: null, href: "/operator" },
    fact,
    to: { organizationId: customer.organizationId },
  });
const openNotices = async () =>
  (await database.db.select().from(notices).where(isNull(notices.resolvedAt))).map(({ key, body }) => ({ key, body }));
const caught = () => post.catcher.mailbox.list();

test("a queued mail arrives once, with both bodies, a stable id and the sender of the environment", async () => {
  await queue("one");
  expect(await post.send()).toBe(1);
  expect(await post.send()).toBe(0);
  const [row] = await post.queue();
  expect(row).toMatchObject({ state: "sent", attempts: 1, error: null, leasedUntil: null });
  expect(caught()).toHaveLength(1);
  const [mail] = caught();
  expect(mail).toMatchObject({
    to: [customer.email],
    subject: "Payout one: $9.00 is on its way",
    messageId: `<${row!.id}@openhall.test>`,
    links: ["https://openhall.test/operator"],
  });
  expect(row!.messageId).toBe(mail!.messageId);
  expect(mail!.from).toContain("mail@openhall.test");
  expect(mail!.text).toContain("$9.00");
  expect(mail!.headers["auto-submitted"]).toBe("auto-generated");
});

test("a worker killed before any of its statements sends nothing twice that it had kept, and the same id where it had not", async () => {
  let points = 0;
  for (let isOver = false; !isOver; points++) {
    await post.empty();
    await queue(`killed-${points}`);
    isOver = await killAfter(database, points + 1, (ctx) => sendMails(ctx, MAIL_PARTS));
    const between = (await post.queue())[0]!;
    await post.passTime();
    await post.send();
    const [row] = await post.queue();
    expect(row, `killed before ${points + 1}`).toMatchObject({ state: "sent" });
    expect(new Set(caught().map((mail) => mail.messageId))).toEqual(new Set([row!.messageId]));
    expect(caught().length).toBeLessThanOrEqual(between.state === "sending" ? 2 : 1);
  }
  expect(points).toBeGreaterThan(8);
});

test("killed after the server took it and before it was kept, it is sent again under the same id", async () => {
  await queue("twice");
  // the claim is three statements and a commit; the send follows
  const send = (ctx: Parameters<typeof sendMails>[0]) => sendMails(ctx, MAIL_PARTS);
  let statements = 4;
  while (caught().length === 0) {
    await killAfter(database, ++statements, send);
    if (caught().length === 0) await post.passTime();
  }
  expect((await post.queue())[0]).toMatchObject({ state: "sending" });
  expect(await post.send()).toBe(0);
  await post.passTime();
  expect(await post.send()).toBe(1);
  const ids = caught().map((mail) => mail.messageId);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
});

test("two workers at once send each mail once", async () => {
  for (let at = 0; at < 12; at++) await queue(`both-${at}`);
  const sent = await Promise.all([post.send(), post.send(), post.send()]);
  expect(sent.reduce((sum, one) => sum + one, 0)).toBe(12);
  expect(new Set(caught().map((mail) => mail.subject)).size).toBe(12);
  expect(caught()).toHaveLength(12);
});

test("what the server refuses for now is tried again, later each time, and others go on meanwhile", async () => {
  post.catcher.refusals.add({ at: "rcpt", code: 451, message: "Greylisted, try again", count: 2 });
  await queue("grey");
  expect(await post.send()).toBe(0);
  expect((await post.queue())[0]).toMatchObject({ state: "planned", attempts: 1 });
  expect((await post.queue())[0]!.error).toContain("Greylisted");
  expect(await post.send()).toBe(0);
  await post.passTime();
  await queue("after");
  await post.send();
  await post.passTime();
  await post.send();
  expect((await post.queue()).map(({ state }) => state)).toEqual(["sent", "sent"]);
  expect(await openNotices()).toEqual([]);
});

test("refused for good it is stuck, the desk is told, and sends it again when the address is right", async () => {
  post.catcher.refusals.add({ at: "rcpt", code: 550, message: "No such mailbox", count: 1 });
  await queue("gone");
  expect(await post.send()).toBe(0);
  const [row] = await post.queue();
  expect(row).toMatchObject({ state: "stuck", attempts: 1 });
  expect(await openNotices()).toEqual([{ key: `mail:${row!.id}`, body: expect.stringContaining("No such mailbox") }]);
  await post.passTime();
  expect(await post.send()).toBe(0);
  expect(await codeOf(retryMail(customer.ctx, { mailId: row!.id }))).toBe("forbidden");
  expect(await codeOf(retryMail(desk.ctx, { mailId: "mai_none" }))).toBe("not_found");
  await retryMail(desk.ctx, { mailId: row!.id });
  expect(await openNotices()).toEqual([]);
  expect(await codeOf(retryMail(desk.ctx, { mailId: row!.id }))).toBe("conflict");
  expect(await post.send()).toBe(1);
});

test("refused after its text was read counts likewise", async () => {
  post.catcher.refusals.add({ at: "data", code: 554, message: "Looks like spam", count: 1 });
  await queue("spam");
  await post.send();
  expect((await post.queue())[0]).toMatchObject({ state: "stuck" });
});

test("refused for now too often it is stuck", async () => {
  post.catcher.refusals.add({ at: "data", code: 452, message: "Mailbox full", count: 100 });
  await queue("full");
  await database.db.execute("UPDATE mails SET attempts = 27");
  await post.send();
  expect((await post.queue())[0]).toMatchObject({ state: "stuck", attempts: 28 });
});

test("a server that is away costs no mail an attempt, ends the round, and is told of once until it is back", async () => {
  const closed = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => closed.once("listening", resolve));
  const { port } = closed.address() as { port: number };
  await new Promise((resolve) => closed.close(resolve));
  vi.stubEnv("SMTP_URL", `smtp://127.0.0.1:${port}`);
  await queue("waits-1");
  await queue("waits-2");
  for (let round = 0; round < 4; round++) {
    expect(await post.send()).toBe(0);
    await post.passTime();
  }
  expect(await post.queue()).toMatchObject([
    { state: "planned", attempts: 0 },
    { state: "planned", attempts: 0 },
  ]);
  expect((await openNotices()).map(({ key }) => key)).toEqual(["mail:server"]);
  post.setEnvironment();
  await post.passTime();
  expect(await post.send()).toBe(2);
  expect(await openNotices()).toEqual([]);
});

test("without a server mails wait, and the desk's page says so", async () => {
  vi.stubEnv("SMTP_URL", "");
  await queue("unsent");
  expect(await post.send()).toBe(0);
  expect(await getMailSummary(desk.ctx)).toEqual({ server: null, waiting: 1, stuck: 0, sentToday: 0 });
  expect((await post.queue())[0]).toMatchObject({ state: "planned", attempts: 0 });
});

test("a mail that cannot be rendered is tried again and does not hold up the others", async () => {
  await queue("good");
  await database.db.execute(`INSERT INTO mails (id, key, to_address, user_id, template, props, state, next_attempt_at)
    VALUES ('mai_bad', 'bad', 'a@b.test', '${customer.userId}', 'gone', '{"href":"/"}', 'planned', now() - interval '1 h')`);
  expect(await post.send()).toBe(1);
  const bad = (await post.queue()).find(({ id }) => id === "mai_bad");
  expect(bad).toMatchObject({ state: "planned", attempts: 1, error: "There is no template gone." });
});
