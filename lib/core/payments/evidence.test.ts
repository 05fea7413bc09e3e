import { expect, test } from "vitest";
import { assembleEvidence, type EvidenceFacts } from "./evidence";

const at = (time: string) => new Date(`2026-11-${time}Z`);

const facts: EvidenceFacts = {
  customer: { id: "org_1", name: "Acme", since: at("01T00:00:00"), ownerName: "Ada", ownerEmail: "ada@acme.test" },
  payment: {
    id: "top_1",
    amountMicros: 50_000_000n,
    currency: "USD",
    paidAt: at("02T10:00:00"),
    paidWith: "visa 4242",
  },
  refundedMicros: 0n,
  disputedAt: at("20T00:00:00"),
  leases: [
    {
      id: "lse_1",
      name: "trainer",
      skuCode: "h100-sxm-80.x2",
      acceleratorCount: 2,
      siteName: "Hall 1",
      city: "Reykjavik",
      simulated: false,
      requestedAt: at("02T10:05:00"),
      runningAt: at("02T10:06:00"),
      endedAt: at("03T10:06:00"),
      billedSeconds: 86_400n,
      chargedMicros: 41_120_000n,
      sshKeys: ["SHA256:abc"],
    },
  ],
  log: [
    { at: at("02T10:06:00"), text: "trainer: SSH answered" },
    { at: at("02T09:55:00"), text: "signed in to the console with Firefox" },
  ],
};

test("a draft says what was paid, what ran of it, when, with which keys, and what it came to", () => {
  const draft = assembleEvidence(facts);
  expect(draft).toMatchObject({
    customer_name: "Ada",
    customer_email_address: "ada@acme.test",
    service_date: "2026-11-02 to 2026-11-03",
  });
  for (const said of [
    "$50.00",
    "visa 4242",
    "SSH answered 2026-11-02T10:06:00Z",
    "$41.12",
    "SHA256:abc",
    "1 instance,",
  ])
    expect(draft.uncategorized_text).toContain(said);
  expect(draft.access_activity_log.split("\n")).toEqual([
    "2026-11-02T09:55:00Z signed in to the console with Firefox",
    "2026-11-02T10:06:00Z trainer: SSH answered",
  ]);
});

test("where nothing ran the draft does not claim that anything did", () => {
  const draft = assembleEvidence({ ...facts, leases: [], log: [], refundedMicros: 5_000_000n });
  expect(draft.uncategorized_text).toContain("no instance of the customer ran");
  expect(draft.uncategorized_text).toContain("$5.00 of it went back");
  expect(draft.service_date).toBe("2026-11-02");
});

test("a long log keeps its latest lines and says that others are left out", () => {
  const log = Array.from({ length: 1_500 }, (_, i) => ({ at: new Date(i * 1_000), text: `line ${i}` }));
  const lines = assembleEvidence({ ...facts, log }).access_activity_log.split("\n");
  expect(lines[0]).toBe("(500 earlier lines left out)");
  expect(lines.at(-1)).toContain("line 1499");
});
