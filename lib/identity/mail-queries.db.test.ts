import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createCustomer, createMember, createOperator, createPlatform, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { codeOf } from "@/db/testing/refusal";
import { queueMail } from "@/lib/mail/queue-mail";
import { Post } from "@/lib/mail/testing/post";
import { getMailSummary, listMails, type MailFilter } from "./mail-queries";
import { retryMail } from "./retry-mail";

let database: TestDatabase;
let post: Post;
let customer: TestParty;
let operator: TestParty;
let desk: TestParty;

beforeAll(async () => {
  database = await createTestDatabase();
  post = await Post.open(database);
  const { db } = database;
  customer = await createCustomer(db, "Acme");
  operator = await createOperator(db);
  desk = await createPlatform(db);
  post.setEnvironment();
  const props = { amount: "$9.00", number: "PAY-1", method: "bank", arrivesOn: null, href: "/operator" };
  const payout = (fact: string, { organizationId }: TestParty) =>
    queueMail(db, { template: "payout-sent", props, fact, to: { organizationId } });
  await payout("one", operator);
  await post.send();
  post.catcher.refusals.add({ at: "rcpt", code: 550, message: "Unknown", count: 1 });
  await payout("two", operator);
  await post.send();
  await queueMail(db, {
    template: "dispute",
    props: { amount: "$1.00", reason: "fraudulent", dueBy: null, href: "/billing", forDesk: false },
    fact: "three",
    to: { organizationId: customer.organizationId },
  });
});
afterAll(async () => {
  await post.catcher.close();
  await database.close();
});

const everything: MailFilter = { states: [], templates: [], search: "", limit: 50, offset: 0 };
const found = async (filter: Partial<MailFilter>) => {
  const { mails, total } = await listMails(desk.ctx, { ...everything, ...filter });
  return { states: mails.map(({ state }) => state), total };
};

test("the desk sees every mail, newest first, and narrows by state, kind and address", async () => {
  expect(await found({})).toEqual({ states: ["planned", "stuck", "sent"], total: 3 });
  expect(await found({ limit: 1, offset: 1 })).toEqual({ states: ["stuck"], total: 3 });
  expect(await found({ states: ["stuck", "nonsense"] })).toEqual({ states: ["stuck"], total: 1 });
  expect(await found({ templates: ["dispute"] })).toEqual({ states: ["planned"], total: 1 });
  expect(await found({ search: customer.email.toUpperCase() })).toEqual({ states: ["planned"], total: 1 });
  expect(await found({ search: "%" })).toEqual({ states: [], total: 0 });
  post.setEnvironment();
  expect(await getMailSummary(desk.ctx)).toMatchObject({ waiting: 1, stuck: 1, sentToday: 1 });
});

test("what a mail says is not listed, nor is the server's password", async () => {
  const { mails } = await listMails(desk.ctx, everything);
  expect(mails[0]).not.toHaveProperty("props");
  expect(mails[0]).toMatchObject({ organizationName: "Acme", organizationKind: "customer" });
  vi.stubEnv("SMTP_URL", "smtp://user:secret@smtp.example.com:587");
  vi.stubEnv("MAIL_FROM", "mail@example.com");
  expect((await getMailSummary(desk.ctx)).server).toBe("smtp.example.com:587");
});

test("nobody but the desk looks, and of the desk not who keeps the money", async () => {
  for (const { ctx } of [customer, operator]) {
    expect(await codeOf(listMails(ctx, everything))).toBe("forbidden");
    expect(await codeOf(getMailSummary(ctx))).toBe("forbidden");
  }
  const member = await createMember(database.db, desk, "finance");
  expect(await codeOf(listMails(member.ctx, everything))).toBe("none");
  const { mails } = await listMails(desk.ctx, { ...everything, states: ["stuck"] });
  expect(await codeOf(retryMail(member.ctx, { mailId: mails[0]!.id }))).toBe("forbidden");
});
