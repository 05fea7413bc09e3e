import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { eq, isNull } from "drizzle-orm";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditAnchors, auditEvents, notices } from "@/db/schema";
import { installTestClock, setTestClock } from "@/db/testing/clock";
import { createCustomer, createMember, createPlatform, type TestParty, testContext } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { testSshKey } from "@/db/testing/ssh-keys";
import { chainAuditEvents } from "@/lib/audit/chain-audit-events";
import { recordAudit } from "@/lib/audit/record-audit";
import { auditFile } from "@/lib/web/audit-file";
import { addSshKey } from "./add-ssh-key";
import { type AuditFilter, getAuditChain, listAuditEvents, verifyAuditChain } from "./audit-queries";
import { exportAuditLog } from "./export-audit-log";
import { freezeLaunches } from "./freeze-launches";
import { watchAuditLog } from "./watch-audit-log";

let database: TestDatabase;
let platform: TestParty;
let customer: TestParty;
let other: TestParty;
let folder: string;

const client = { address: "192.0.2.7", userAgent: "Firefox" };
const root = path.resolve(import.meta.dirname, "../..");

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "openhall-audit-"));
  database = await createTestDatabase();
  await installTestClock(database.db, new Date("2026-03-02T10:00:00.250Z"));
  platform = await createPlatform(database.db);
  customer = await createCustomer(database.db);
  other = await createCustomer(database.db);
  await addSshKey({ ...customer.ctx, client }, { name: "=cmd|calc", publicKey: testSshKey() });
  const freeze = { organizationId: customer.organizationId, reason: "Found odd", idempotencyKey: "freeze-1" };
  await freezeLaunches(platform.ctx, freeze);
  await chainAll();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await database.close();
});

async function chainAll() {
  while ((await chainAuditEvents(database)) > 0);
}

const list = async (party: TestParty, filter: Partial<AuditFilter> = {}) =>
  (await listAuditEvents(party.ctx, { q: "", areas: [], actors: [], limit: 100, offset: 0, ...filter })).events;
const actions = async (...given: Parameters<typeof list>) => (await list(...given)).map(({ action }) => action);

test("an organization reads in its own log what it did and what the platform's staff did to it, from where and by whom", async () => {
  const events = await list(customer);
  expect(events.map(({ action, isByStaff }) => [action, isByStaff])).toEqual([
    ["launches.freeze", true],
    ["ssh_key.add", false],
    ["session.open", false],
    ["organization.open", false],
  ]);
  expect(events[0]).toMatchObject({ actorName: platform.email, detail: { reason: "Found odd" } });
  expect(events[1]).toMatchObject({ actorName: customer.email, ...client });
  expect(await actions(other)).not.toContain("launches.freeze");
});

test("the log is narrowed by words, area, who did it and day", async () => {
  expect(await actions(customer, { q: "SSH key" })).toEqual(["ssh_key.add"]);
  expect(await actions(customer, { q: platform.email.slice(0, 20) })).toEqual(["launches.freeze"]);
  expect(await actions(customer, { q: "100%_" })).toEqual([]);
  expect(await actions(customer, { areas: ["instances"] })).toEqual(["launches.freeze"]);
  expect(await actions(customer, { areas: ["nonsense"] })).toEqual([]);
  expect(await actions(customer, { actors: ["staff"] })).toEqual(["launches.freeze"]);
  expect(await actions(customer, { actors: ["people"] })).toEqual(["ssh_key.add", "session.open"]);
  expect(await actions(customer, { actors: ["programs"] })).toEqual(["organization.open"]);
  expect(await actions(customer, { fromDay: "2026-03-02", toDay: "2026-03-02" })).toHaveLength(4);
  expect(await actions(customer, { toDay: "2026-03-01" })).toEqual([]);
  expect(await actions(customer, { limit: 1, offset: 1 })).toEqual(["ssh_key.add"]);
});

test("the desk reads every log, or that of one organization; a member who does not lead reads none", async () => {
  const all = await list(platform, { everywhere: true });
  expect(new Set(all.map((event) => event.organizationId)).size).toBeGreaterThan(2);
  const one = await list(platform, { everywhere: true, organizationId: customer.organizationId });
  expect(new Set(one.map((event) => event.organizationName))).toEqual(new Set([customer.actor.organizationName]));
  const member = await createMember(database.db, customer, "member");
  await expect(list(member)).rejects.toMatchObject({ code: "forbidden" });
  await expect(exportAuditLog(member.ctx, { format: "csv" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(verifyAuditChain(member.ctx)).rejects.toMatchObject({ code: "forbidden" });
});

async function exported(party: TestParty, format: "csv" | "ndjson"): Promise<string> {
  const pages = await exportAuditLog(party.ctx, { format });
  return auditFile(pages, format, "log").text();
}

async function verifyFile(text: string, ...args: string[]) {
  const file = path.join(folder, "log.ndjson");
  writeFileSync(file, text);
  const tsx = path.join(root, "node_modules/.bin/tsx");
  const run = promisify(execFile)(tsx, ["bin/verify-audit.ts", file, ...args], { cwd: root });
  return run.then(
    ({ stdout }) => ({ code: 0, said: stdout }),
    (error) => ({ code: error.code as number, said: `${error.stdout}${error.stderr}` }),
  );
}

test("an export is checked without a database, and any change of the file is found", { timeout: 90_000 }, async () => {
  const text = await exported(customer, "ndjson");
  await chainAll();
  const { sequence, hash } = JSON.parse(text.trimEnd().split("\n").at(-1)!);
  expect(await verifyFile(text, "--kept", `${sequence}:${hash}`)).toMatchObject({ code: 0 });
  expect(await verifyFile(text.replace("Found odd", "Found even"))).toMatchObject({ code: 1 });
  const lines = text.trimEnd().split("\n");
  expect(await verifyFile([lines[0], ...lines.slice(2)].join("\n"))).toMatchObject({ code: 1 });
  expect(await verifyFile(lines.slice(0, -1).join("\n"), "--kept", `${sequence}:${hash}`)).toMatchObject({ code: 1 });
  expect((await verifyFile(lines.slice(1).join("\n"))).said).toContain("events 2 to");
  expect(await verifyFile("{}")).toMatchObject({ code: 2 });
});

test("in a spreadsheet nothing that a person typed is a formula, and the export itself is in the log", async () => {
  const log = testContext(database.db, customer.actor);
  await database.db.transaction((tx) => recordAudit(tx, log, { action: "ssh_key.add", targetId: "=1+1" }));
  await chainAll();
  const csv = await exported(customer, "csv");
  expect(csv.split("\r\n")[0]).toMatch(/^sequence,at,action,what,actor/);
  expect(csv).toContain(",'=1+1,");
  expect(csv).not.toMatch(/(^|,)"?[=+@]/m);
  expect(await actions(customer, { q: "exported" })).toEqual(expect.arrayContaining(["audit_log.export"]));
});

test("each day that is over is checked and anchored once, and the own end of it is shown to be kept", async () => {
  await setTestClock(database.db, new Date("2026-03-03T00:01:00.000Z"));
  const turns = await Promise.all([1, 2, 3].map(() => watchAuditLog(testContext(database.db))));
  expect(turns.filter((broken) => broken !== null)).toEqual([0]);
  expect(await watchAuditLog(testContext(database.db))).toBeNull();
  const kept = await getAuditChain(customer.ctx);
  expect(kept.anchors).toEqual([
    {
      day: "2026-03-02",
      sequence: kept.sequence,
      hash: kept.hash,
      anchorHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
  expect(await verifyAuditChain(customer.ctx)).toMatchObject({ events: kept.sequence, breaks: [] });
});

test("a log that was changed is on the desk with the next day, and its own organization finds it when it looks", async () => {
  const superuser = new pg.Client({ connectionString: database.url });
  await superuser.connect();
  await superuser.query("SET session_replication_role = replica");
  const change = (to: string) =>
    superuser.query("UPDATE audit_events SET actor_name = $1 WHERE organization_id = $2 AND sequence = 3", [
      to,
      customer.organizationId,
    ]);
  await change("somebody@else.test");
  await setTestClock(database.db, new Date("2026-03-04T00:01:00.000Z"));
  expect(await watchAuditLog(testContext(database.db))).toBe(1);
  const open = await database.db.select().from(notices).where(isNull(notices.organizationId));
  expect(open).toEqual([
    expect.objectContaining({ key: `audit-log:${customer.organizationId}`, severity: "critical", resolvedAt: null }),
  ]);
  expect((await verifyAuditChain(customer.ctx)).breaks).toEqual([expect.objectContaining({ sequence: "3" })]);
  const desk = await verifyAuditChain(platform.ctx, { organizationId: customer.organizationId });
  expect(desk.breaks).toHaveLength(1);
  expect((await verifyAuditChain(other.ctx, { organizationId: customer.organizationId })).breaks).toEqual([]);
  await change(customer.email);
  await superuser.end();
  await setTestClock(database.db, new Date("2026-03-05T00:01:00.000Z"));
  expect(await watchAuditLog(testContext(database.db))).toBe(0);
  const [resolved] = await database.db.select().from(notices).where(isNull(notices.organizationId));
  expect(resolved!.resolvedAt).not.toBeNull();
  expect(await database.db.$count(auditAnchors)).toBe(3);
  expect(await database.db.$count(auditEvents, eq(auditEvents.action, "audit_log.verify"))).toBe(3);
});
