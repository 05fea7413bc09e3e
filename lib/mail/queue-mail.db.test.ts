import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createCustomer, createMember, createOperator, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { type Mail, queueMail, queueMails } from "./queue-mail";
import { Post } from "./testing/post";

let database: TestDatabase;
let post: Post;
let customer: TestParty;
let member: TestParty;
let other: TestParty;
let operator: TestParty;
let desk: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  post = await Post.open(database);
  const { db } = database;
  customer = await createCustomer(db);
  member = await createMember(db, customer);
  other = await createCustomer(db);
  operator = await createOperator(db);
  desk = await createPlatform(db);
});
beforeEach(async () => {
  post.setEnvironment();
  await post.empty();
});
afterAll(async () => {
  await post.catcher.close();
  await database.close();
});

const maintenance = (to: Mail["to"], fact = "maintenance:1"): Mail => ({
  template: "maintenance",
  props: {
    title: "Network maintenance",
    from: "2026-12-01T02:00:00.000Z",
    to: "2026-12-01T04:00:00.000Z",
    body: "SSH is away.",
    affected: ["trainer"],
    href: "/instances",
  },
  fact,
  to,
});
const addresses = async () => (await post.queue()).map((mail) => mail.toAddress).sort();

test("a fact is told to a person once, however often it is queued", async () => {
  const mail = maintenance({ organizationId: customer.organizationId });
  expect(await queueMail(database.db, mail)).toBe(2);
  expect(await queueMail(database.db, mail)).toBe(0);
  expect(await queueMails(database.db, [mail, mail])).toBe(0);
  expect(await queueMail(database.db, maintenance(mail.to, "maintenance:2"))).toBe(2);
  expect(await post.queue()).toHaveLength(4);
});

test("it goes to the roles that are named, of that organization alone", async () => {
  await queueMail(database.db, maintenance({ organizationId: customer.organizationId, roles: ["owner"] }));
  expect(await addresses()).toEqual([customer.email]);
  await queueMail(database.db, maintenance({ organizationId: customer.organizationId, roles: ["member"] }, "m"));
  expect(await addresses()).toEqual([customer.email, member.email].sort());
});

test("it stands and falls with the caller's transaction", async () => {
  const failing = database.db.transaction(async (tx) => {
    await queueMail(tx, maintenance({ organizationId: customer.organizationId }));
    throw new Error("no");
  });
  await expect(failing).rejects.toThrow("no");
  expect(await post.queue()).toEqual([]);
});

test("many at once are two statements, and each organization gets its own", async () => {
  let statements = 0;
  const counting = new Proxy(database.db, {
    get(target, name) {
      if (name === "select" || name === "insert") statements += 1;
      return Reflect.get(target, name, target) as unknown;
    },
  });
  const organizations = [customer, other, operator];
  const many = organizations.map(({ organizationId }) =>
    maintenance({ organizationId }, `maintenance:of-${organizationId}`),
  );
  expect(await queueMails(counting, many)).toBe(4);
  expect(statements).toBe(2);
  for (const mail of await post.queue()) expect(mail.key).toContain(`of-${mail.organizationId}`);
});

test("somebody who belongs to two organizations gets each one's own, and nobody another tenant's", async () => {
  await queueMails(database.db, [
    maintenance({ organizationId: member.organizationId }, "theirs"),
    maintenance({ organizationId: other.organizationId }, "others"),
  ]);
  const rows = await post.queue();
  expect(rows.filter((row) => row.toAddress === member.email).map((row) => row.organizationId)).toEqual([
    customer.organizationId,
  ]);
  expect(rows.filter((row) => row.toAddress === other.email).map((row) => row.key)).toEqual([`others:${other.userId}`]);
});

const dispute = { amount: "$25.00", reason: "fraudulent", dueBy: "2026-12-05T00:00:00.000Z" };

test("a dispute is told to the customer's owners and to the desk's, each with its own words and link", async () => {
  await queueMails(database.db, [
    {
      template: "dispute",
      props: { ...dispute, href: "/billing", forDesk: false },
      fact: "dispute:dp_1",
      to: { organizationId: customer.organizationId, roles: ["owner"] },
    },
    {
      template: "dispute",
      props: { ...dispute, href: "/desk/payments", forDesk: true },
      fact: "dispute:dp_1",
      to: "desk",
    },
  ]);
  expect(await post.send()).toBe(2);
  const [theirs] = post.catcher.mailbox.list(customer.email);
  expect(theirs).toMatchObject({
    subject: "Your bank contests a payment of $25.00",
    links: ["https://openhall.test/billing"],
  });
  const [desks] = post.catcher.mailbox.list(desk.email);
  expect(desks?.links).toEqual(["https://openhall.test/desk/payments"]);
  expect(desks?.text).toContain("2026-12-05 00:00 UTC");
  expect(post.catcher.mailbox.list(member.email)).toEqual([]);
});

test("a payout is told to the operator's owners", async () => {
  await queueMail(database.db, {
    template: "payout-sent",
    props: { amount: "$9.00", number: "PAY-2026-000001", method: "bank", arrivesOn: "2026-12-02", href: "/operator" },
    fact: "payout-sent:pay_1",
    to: { organizationId: operator.organizationId, roles: ["owner"] },
  });
  await post.send();
  expect(post.catcher.mailbox.list().map(({ to, subject }) => ({ to, subject }))).toEqual([
    { to: [operator.email], subject: "Payout PAY-2026-000001: $9.00 is on its way" },
  ]);
});

test("maintenance is told to everyone whom it touches", async () => {
  await queueMail(database.db, maintenance({ organizationId: customer.organizationId }));
  await post.send();
  expect(
    post.catcher.mailbox
      .list()
      .map(({ to }) => to[0])
      .sort(),
  ).toEqual([customer.email, member.email].sort());
});
