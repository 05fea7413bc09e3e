import { generateKeyPairSync } from "node:crypto";
import { eq } from "drizzle-orm";
import sshpk from "sshpk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditEvents, sshKeys } from "@/db/schema";
import { createCustomer, createMember, createOperator, type TestParty } from "@/db/testing/context";
import { createTestDatabase, type TestDatabase } from "@/db/testing/database";
import { addSshKey } from "./add-ssh-key";
import { getSshKeys, listSshKeys } from "./queries";
import { removeSshKey } from "./remove-ssh-key";

let database: TestDatabase;
let customer: TestParty;
beforeAll(async () => {
  database = await createTestDatabase();
  customer = await createCustomer(database.db);
});
afterAll(() => database.close());

function newKey(): string {
  const { publicKey } = generateKeyPairSync("rsa", { modulusLength: 2_048 });
  const key = sshpk.parseKey(publicKey.export({ type: "spki", format: "pem" }), "pem");
  return key.toString("ssh").trim();
}

const ed25519 = () => {
  const { publicKey } = generateKeyPairSync("ed25519");
  const raw = publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const part = (bytes: Buffer) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([part(Buffer.from("ssh-ed25519")), part(raw)]);
  return `ssh-ed25519 ${blob.toString("base64")}`;
};

test("a key is kept without its comment, listed newest first, and written down", async () => {
  const first = await addSshKey(customer.ctx, { name: "laptop", publicKey: `${newKey()} ada@laptop` });
  const line = ed25519();
  const second = await addSshKey(customer.ctx, { name: "  desk   machine ", publicKey: `${line} someone else\n` });
  const listed = await listSshKeys(customer.ctx);
  expect(listed.map((key) => [key.id, key.name])).toEqual([
    [second.sshKeyId, "desk machine"],
    [first.sshKeyId, "laptop"],
  ]);
  expect(listed[0]).toMatchObject({ publicKey: line, keyType: "ssh-ed25519", createdByEmail: customer.email });
  expect(listed[0]?.fingerprint).toBe(second.fingerprint);
  const [audit] = await database.db.select().from(auditEvents).where(eq(auditEvents.targetId, second.sshKeyId));
  expect(audit).toMatchObject({ action: "ssh_key.add", actorId: customer.userId, detail: { name: "desk machine" } });
});

test("of many who add one key at once, one does; the others are told its name", async () => {
  const publicKey = ed25519();
  const attempts = Array.from({ length: 5 }, () => addSshKey(customer.ctx, { name: "shared", publicKey }));
  const results = await Promise.allSettled(attempts);
  expect(results.filter((result) => result.status === "fulfilled").length).toBe(1);
  for (const result of results)
    if (result.status === "rejected")
      expect(result.reason).toMatchObject({ code: "conflict", message: 'This key is already here, as "shared".' });
});

test("a bad key or name is refused on its field", async () => {
  const add = (name: string, publicKey: string) => addSshKey(customer.ctx, { name, publicKey });
  await expect(add("x", "hello")).rejects.toMatchObject({
    code: "invalid_input",
    options: { fields: { publicKey: [expect.stringMatching(/OpenSSH/)] } },
  });
  await expect(add("", ed25519())).rejects.toMatchObject({
    code: "invalid_input",
    options: { fields: { name: ["Enter a name for the key."] } },
  });
  await expect(add("x", "A".repeat(17_000))).rejects.toMatchObject({
    code: "invalid_input",
    options: { fields: { publicKey: [expect.stringMatching(/16 kB/)] } },
  });
});

test("a removed key is gone from lists and launches, stays on record, and can come back", async () => {
  const publicKey = ed25519();
  const { sshKeyId } = await addSshKey(customer.ctx, { name: "old", publicKey });
  await removeSshKey(customer.ctx, { sshKeyId });
  expect((await listSshKeys(customer.ctx)).map((key) => key.id)).not.toContain(sshKeyId);
  await expect(getSshKeys(customer.ctx, [sshKeyId])).rejects.toMatchObject({ code: "not_found" });
  await expect(removeSshKey(customer.ctx, { sshKeyId })).rejects.toMatchObject({ code: "not_found" });
  const [row] = await database.db.select().from(sshKeys).where(eq(sshKeys.id, sshKeyId));
  expect(row?.removedAt).toBeInstanceOf(Date);
  await expect(addSshKey(customer.ctx, { name: "back", publicKey })).resolves.toMatchObject({ keyType: "ssh-ed25519" });
});

test("another organization sees none of them, and may have the same key; operators have no keys at all", async () => {
  const publicKey = ed25519();
  const { sshKeyId } = await addSshKey(customer.ctx, { name: "mine", publicKey });
  const stranger = await createCustomer(database.db);
  expect(await listSshKeys(stranger.ctx)).toEqual([]);
  await expect(getSshKeys(stranger.ctx, [sshKeyId])).rejects.toMatchObject({ code: "not_found" });
  await expect(removeSshKey(stranger.ctx, { sshKeyId })).rejects.toMatchObject({ code: "not_found" });
  await addSshKey(stranger.ctx, { name: "also mine", publicKey });
  const operator = await createOperator(database.db);
  await expect(listSshKeys(operator.ctx)).rejects.toMatchObject({ code: "forbidden" });
  await expect(addSshKey(operator.ctx, { name: "x", publicKey })).rejects.toMatchObject({ code: "forbidden" });
});

test("a launch gets the keys that it names, each once", async () => {
  const member = await createMember(database.db, customer);
  const { sshKeyId } = await addSshKey(member.ctx, { name: "member's", publicKey: ed25519() });
  const keys = await getSshKeys(customer.ctx, [sshKeyId, sshKeyId]);
  expect(keys.map((key) => key.id)).toEqual([sshKeyId]);
  expect(await getSshKeys(customer.ctx, [])).toEqual([]);
});

test("a hundred keys are enough", async () => {
  const party = await createCustomer(database.db);
  for (let i = 0; i < 100; i++) await addSshKey(party.ctx, { name: `key ${i}`, publicKey: ed25519() });
  await expect(addSshKey(party.ctx, { name: "one more", publicKey: ed25519() })).rejects.toMatchObject({
    code: "limit_exceeded",
  });
});
