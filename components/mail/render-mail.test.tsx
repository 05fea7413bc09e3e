import { expect, test } from "vitest";
import type { MailContent, MailProps, MailTemplate } from "@/lib/mail/templates";
import { MAIL_TEMPLATES } from "@/lib/mail/templates";
import { renderMail } from "./render-mail";

const origin = "https://openhall.test";

/** One of each, with something in every place. */
const full: { [T in MailTemplate]: MailProps[T] } = {
  "verify-address": { verificationId: "emv_1", expiresAt: "2026-11-29T10:00:00.000Z" },
  "sign-in-link": { linkId: "sil_1", expiresAt: "2026-11-28T10:10:00.000Z" },
  "reset-password": { linkId: "sil_2", expiresAt: "2026-11-28T10:30:00.000Z" },
  "confirm-email-change": {
    changeId: "emc_1",
    newEmail: "ada@example.test",
    expiresAt: "2026-11-29T10:00:00.000Z",
  },
  "email-change-notice": { changeId: "emc_1", newEmail: "ada@example.test", undoUntil: "2026-12-01T10:00:00.000Z" },
  "new-device": {
    at: "2026-11-28T10:00:00.000Z",
    userAgent: "Mozilla/5.0 <b>Evil</b>",
    address: "203.0.113.7",
    href: "/settings/sessions",
  },
  "security-change": { change: "recovery-code-used", left: 9, href: "/settings/security" },
  "account-deleted": { at: "2026-11-28T10:00:00.000Z", href: "/" },
  invitation: {
    invitationId: "ivt_1",
    sends: 1,
    organization: "<b>Acme</b>",
    invitedBy: "ada@example.com",
    role: "member",
    expiresAt: "2026-12-05T10:00:00.000Z",
  },
  "role-changed": { organization: "<b>Acme</b>", from: "member", to: "admin", by: "ada@example.com", href: "/" },
  "member-removed": { organization: "<b>Acme</b>", by: "ada@example.com", href: "/" },
  "ownership-transferred": {
    organization: "<b>Acme</b>",
    from: "ada@example.com",
    to: "bob@example.com",
    role: "owner",
    href: "/",
  },
  receipt: {
    amount: "$1,025.50",
    method: "visa 4242",
    paidAt: "2026-11-28T10:05:00.000Z",
    topUpId: "top_1",
    isAutomatic: true,
    receiptUrl: "https://pay.stripe.test/receipts/1",
    href: "/billing/top-ups/top_1",
  },
  "low-balance": {
    limitedBy: "balance",
    within: "6 hours",
    left: "$12.34",
    perHour: "$2.4725",
    lasts: "4h 59m 00s",
    href: "/billing",
  },
  stopped: {
    limitedBy: "balance",
    instances: ["one", "two", "three", "four", "five", "six", "<b>seven</b>"],
    left: "$0.01",
    keptUntil: "2026-12-05T10:00:00.000Z",
    href: "/billing",
  },
  "auto-top-up-failed": {
    amount: "$30.00",
    method: "visa 0341",
    cause: "declined",
    reason: "Your card was declined.",
    nextAttemptAt: "2026-11-28T16:00:00.000Z",
    href: "/billing?pay=30",
  },
  dispute: {
    amount: "$25.00",
    reason: "fraudulent",
    dueBy: "2026-12-05T23:59:00.000Z",
    href: "/desk/disputes/dsp_1",
    forDesk: true,
  },
  statement: {
    kind: "invoice",
    number: "INV-2026-000001",
    month: "2026-10-01",
    total: "$1,200.00",
    due: "$1,199.99",
    href: "/billing/statements/stm_1",
  },
  "payout-sent": {
    amount: "$900.00",
    number: "PAY-2026-000001",
    method: "bank account ending in 6789",
    arrivesOn: "2026-12-02",
    href: "/operator/payouts/pay_1",
  },
  "support-visit": {
    staffEmail: "ana@openhall.test",
    reason: "You asked why seven is slow to boot.",
    isReadOnly: true,
    isLegal: false,
    endsAt: "2026-11-28T16:30:00.000Z",
    href: "/settings/audit-log",
  },
  maintenance: {
    title: "Network maintenance at Frankfurt 1",
    from: "2026-12-01T02:00:00.000Z",
    to: "2026-12-01T04:00:00.000Z",
    body: "Instances keep running; SSH is away for up to ten minutes.",
    affected: ["trainer", "notebook"],
    href: "/instances",
  },
  suspended: {
    reason: "Mining, which the terms exclude.",
    effectiveAt: "2026-12-01T02:00:00.000Z",
    href: "/settings/end-use",
  },
  "host-locked": { hostName: "gpu-01", at: "2026-12-01T02:00:00.000Z", href: "/operator/hosts/hst_1" },
  "order-decided": {
    skuCode: "h100-sxm-80.x8",
    className: "Large accelerators",
    until: "2027-01-01T00:00:00.000Z",
    reason: "A university, with a licence.",
    href: "/launch?sku=h100-sxm-80.x8",
  },
};

const contents = MAIL_TEMPLATES.map((template) => ({ template, props: full[template] }) as MailContent);

test.each(contents)(
  "$template says all it is given, in HTML and in text, and leads to our own page",
  async (content) => {
    const href = "href" in content.props ? content.props.href : "/verify-email?token=abc";
    const { subject, html, text } = await renderMail(content, href, origin);
    expect(subject).not.toMatch(/undefined|null|NaN|\[object/);
    for (const body of [html, text]) {
      expect(body).not.toMatch(/undefined|NaN|\[object/);
      expect(body).toContain(`${origin}${href}`);
    }
    const said = Object.entries(content.props).filter(
      ([name, value]) =>
        typeof value === "string" &&
        !/^(href|limitedBy|cause|kind|verificationId|invitationId|linkId|changeId|change|month)$/.test(name),
    );
    for (const [name, value] of said) {
      const shown = /^\d{4}-\d\d-\d\dT/.test(value) ? value.slice(0, 16).replace("T", " ") : value;
      expect(`${subject}\n${text}`, name).toContain(shown);
    }
  },
);

test.each(contents)(
  "$template fetches nothing from anywhere, reads in the dark, and has a preheader",
  async (content) => {
    const href = "href" in content.props ? content.props.href : "/verify-email?token=abc";
    const { html } = await renderMail(content, href, origin);
    expect(html).not.toMatch(/<img|<script|<link|src=|url\(|@import/i);
    expect(html).toContain('content="light dark"');
    expect(html).toContain("prefers-color-scheme: dark");
    expect(html).toMatch(/data-skip-in-text="true"/);
    const links = [...html.matchAll(/href="(https?:\/\/[^/"]+)/g)].map(([, to]) => to);
    expect(new Set(links)).toEqual(new Set([origin]));
  },
);

test("what people have typed is text, not markup", async () => {
  const { html } = await renderMail(
    { template: "stopped", props: { ...full.stopped, instances: ["<b>seven</b>"] } },
    "/billing",
    origin,
  );
  expect(html).toContain("&lt;b&gt;seven&lt;/b&gt;");
  expect(html).not.toContain("<b>seven");
});

test("the other sides of each mail", async () => {
  const text = async (content: MailContent) => (await renderMail(content, "/billing", origin)).text;
  const cap = { ...full["low-balance"], limitedBy: "cap" as const };
  expect(await text({ template: "low-balance", props: cap })).toContain("Raise the cap");
  const owner = { ...full["auto-top-up-failed"], cause: "authentication" as const, method: null, nextAttemptAt: null };
  const asked = await text({ template: "auto-top-up-failed", props: owner });
  expect(asked).toContain("not by itself");
  expect(asked).toContain("Pay $30.00 now");
  const customer = { ...full.dispute, forDesk: false, dueBy: null };
  expect(await text({ template: "dispute", props: customer })).toContain("Your bank has taken a payment back");
  const settlement = { ...full.statement, kind: "settlement" as const, due: null };
  const earned = await text({ template: "statement", props: settlement });
  expect(earned).toContain("Earned: $1,200.00");
  expect(earned).not.toContain("Amount due");
  const unknown = { ...full["payout-sent"], arrivesOn: null };
  expect(await text({ template: "payout-sent", props: unknown })).not.toContain("Expected");
});

test("a mail never leads off our own pages", async () => {
  const content = { template: "receipt", props: full.receipt } as const;
  await expect(renderMail(content, "https://evil.test/", origin)).rejects.toThrow("may not lead");
  await expect(renderMail(content, "//evil.test/", origin)).rejects.toThrow("may not lead");
  await expect(renderMail({ template: "gone" } as never, "/", origin)).rejects.toThrow("no template gone");
});
