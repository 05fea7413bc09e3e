import { createTransport } from "nodemailer";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type MailCatcher, startMailCatcher } from "./server";

let catcher: MailCatcher;

beforeAll(async () => {
  catcher = await startMailCatcher();
});
beforeEach(() => {
  catcher.mailbox.clear();
  catcher.refusals.clear();
});
afterAll(() => catcher.close());

const send = (part: { to?: string; html?: string; subject?: string } = {}) =>
  createTransport(catcher.smtpUrl).sendMail({
    from: "Shop <shop@example.test>",
    to: part.to ?? "ada@example.test",
    subject: part.subject ?? "Hello",
    text: "Hello in text",
    html: part.html ?? '<html><head></head><body><a href="https://example.test/a?b=1&amp;c=2">Go</a></body></html>',
    messageId: "<one@example.test>",
  });
const get = (path: string) => fetch(`${catcher.url}${path}`);
interface Listed {
  mails: { number: number; to: string[]; links: string[]; messageId: string; text: string }[];
}
const list = async (query = "") => ((await (await get(`/api/mails${query}`)).json()) as Listed).mails;

test("what is sent is caught whole, and told to tests as JSON, newest first and by address", async () => {
  await send();
  await send({ to: "bob@example.test" });
  const all = await list();
  expect(all.map(({ to }) => to)).toEqual([["bob@example.test"], ["ada@example.test"]]);
  const [mail] = await list("?to=ada@example.test");
  expect(mail).toMatchObject({ messageId: "<one@example.test>", links: ["https://example.test/a?b=1&c=2"] });
  expect(mail!.text.trim()).toBe("Hello in text");
  await fetch(`${catcher.url}/api/mails`, { method: "DELETE" });
  expect(await list()).toEqual([]);
});

test("people read it on pages that say where they are, and a mail there runs and fetches nothing", async () => {
  expect(await (await get("/")).text()).toContain("None yet");
  await send({ subject: "<script>alert(1)</script>" });
  const [{ number } = { number: 0 }] = await list();
  const index = await (await get("/")).text();
  expect(index).toContain("nothing leaves this machine");
  expect(index).not.toContain("<script>");
  const page = await get(`/mails/${number}`);
  const text = await page.text();
  expect(text).toContain("Hello in text");
  expect(text).not.toContain("<script>");
  expect(text).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
  const html = await get(`/mails/${number}/html`);
  expect(html.headers.get("content-security-policy")).toBe(
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
  );
  expect(await html.text()).toContain('<base target="_blank">');
  expect((await get("/mails/999")).status).toBe(404);
  expect((await get("/nothing")).status).toBe(404);
});

test("it refuses what it is told to, so often, and to whom", async () => {
  const refusal = { at: "rcpt", code: 450, message: "Later", count: 1, to: "ada@example.test" };
  await fetch(`${catcher.url}/api/refusals`, { method: "POST", body: JSON.stringify(refusal) });
  await send({ to: "bob@example.test" });
  await expect(send()).rejects.toMatchObject({ responseCode: 450 });
  await send();
  expect(await list()).toHaveLength(2);
  expect((await fetch(`${catcher.url}/api/refusals`, { method: "POST", body: "{" })).status).toBe(400);
});

test("it listens on this machine alone", () => {
  expect(new URL(catcher.url).hostname).toBe("127.0.0.1");
  expect(catcher.smtpUrl).toContain("127.0.0.1");
});
