import { expect, test } from "vitest";
import { type AgentKey, generateKey } from "./key";
import { KeyRing } from "./key-ring";

/** What is on disk: the key, and the next where there is one. */
function disk() {
  const kept: { key: AgentKey; next: AgentKey | null } = { key: generateKey(), next: null };
  const store = {
    nextKey: async () => {
      kept.next ??= generateKey();
      return kept.next;
    },
    promoteNextKey: async () => {
      if (kept.next) kept.key = kept.next;
      kept.next = null;
    },
  };
  return { kept, open: () => new KeyRing(store, kept.key, kept.next) };
}

test("the next key signs once the platform knows it, and is the key once the platform has taken it", async () => {
  const { kept, open } = disk();
  const ring = open();
  const old = ring.active;
  const next = await ring.prepareNext();
  expect(ring.active).toBe(old);
  ring.switchToNext();
  expect(ring.active).toBe(next);
  await ring.settle(old);
  expect(kept.key).toBe(old);
  await ring.settle(next);
  expect(kept).toEqual({ key: next, next: null });
  expect(ring.isUnfinished).toBe(false);
  expect(ring.turnFrom(next)).toBe(false);
});

test("killed at any moment, the agent finds the key that the platform takes", async () => {
  for (const accepted of ["old", "both", "next"] as const) {
    const { kept, open } = disk();
    const next = await open().prepareNext();
    const old = kept.key;
    const takes = (key: AgentKey) => (key === old ? accepted !== "next" : accepted !== "old");
    const ring = open();
    expect(ring.isUnfinished).toBe(true);
    for (let tries = 0; !takes(ring.active); tries++) {
      expect(tries).toBeLessThan(2);
      expect(ring.turnFrom(ring.active)).toBe(true);
    }
    await ring.settle(ring.active);
    expect(kept.key).toBe(accepted === "next" ? next : old);
  }
});

test("a message that the old key had signed is signed anew where the next has been taken meanwhile", async () => {
  const ring = disk().open();
  const old = ring.active;
  await ring.prepareNext();
  ring.switchToNext();
  expect(ring.turnFrom(old)).toBe(true);
  expect(ring.active).not.toBe(old);
});
