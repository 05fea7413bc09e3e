import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import type { HostRow } from "@/lib/fleet/host-queries";
import { AcceleratorCordon } from "./accelerator-actions";
import { HostAttentionList } from "./host-attention-list";
import { HostProblems } from "./host-problems";
import { HostStanding } from "./host-standing";
import { KeptBackAlert } from "./kept-back-alert";
import { deskHostRow, hostTableRow } from "./rows";

const at = new Date("2026-12-01T10:00:00Z");
const text = (element: React.ReactElement) => renderToStaticMarkup(element).replaceAll(/<[^>]+>/g, "");

const keptBack = [{ acceleratorId: "acc_3", index: 3, reason: "The GPU is lost: reboot the host.", since: at }];
const host = {
  id: "hst_1",
  name: "gpu-1",
  siteName: "Hall",
  operatorName: "North",
  status: "online",
  state: "ready",
  simulated: true,
  facts: { problems: [] },
  lastSeenAt: at,
  accelerators: { leased: 3, free: 4, unavailable: 1, offline: 0 },
  acceleratorNames: ["H100"],
  keptBack,
  runningLeases: 3,
  leases: 3,
  checkedAt: at,
  drainAskedAt: null,
  cordonedAt: null,
  cordonReason: null,
  lockedAt: null,
  retiredAt: null,
  window: null,
} as unknown as HostRow;

test("a host with a failed accelerator says how many of it are for sale, why the other is not, and since when", () => {
  const wire = keptBack.map((one) => ({ ...one, since: one.since.toISOString() }));
  const said = text(<KeptBackAlert state="in use" keptBack={wire} of={8} />);
  for (const part of ["7 of 8 for sale", "Accelerator 3", "The GPU is lost", "2026-12-01 10:00 UTC"])
    expect(said).toContain(part);
  expect(text(<KeptBackAlert state="in use" keptBack={[]} of={8} />)).toBe("");
  expect(text(<HostAttentionList hosts={[hostTableRow(host)]} hasHosts />)).toContain(
    "7 of 8 for sale. 3: The GPU is lost",
  );
  expect(deskHostRow(host)).toMatchObject({
    sale: { forSale: "7 of 8 for sale", why: expect.stringContaining("lost") },
  });
  const inWindow = <KeptBackAlert state="maintenance" keptBack={wire} of={8} />;
  expect(text(inWindow)).toContain("7 of 8 fit for sale");
});

test("a locked host says what becomes of its leases, to its operator and to the desk", () => {
  const locked = { ...host, state: "locked", status: "offline", lockedAt: at } as HostRow;
  expect(text(<HostStanding host={locked} />)).toContain("after an hour stopped with its data kept");
  expect(text(<HostAttentionList hosts={[hostTableRow(locked)]} hasHosts />)).toContain("two machines");
  expect(deskHostRow(locked)).toMatchObject({ state: "locked", why: "Its key is on two machines." });
});

test("what its tools say of single accelerators is no problem of the host", () => {
  const say = (status: "online" | "degraded", problems: string[], remarks?: string[]) =>
    text(<HostProblems status={status} problems={problems} remarks={remarks} lastSeenAt={at.toISOString()} />);
  expect(say("online", [])).toBe("");
  expect(say("online", [], ["GPU 0000:3B:00.0: lost."])).toContain("single accelerators");
  expect(say("degraded", ["No engine."], ["GPU 0000:3B:00.0: lost."])).toContain("No instance can start here");
});

test("an accelerator's cordon says why and since when", () => {
  expect(text(<AcceleratorCordon cordonedAt={null} reason={null} />)).toBe("");
  expect(text(<AcceleratorCordon cordonedAt={at} reason="Its fan is loud" />)).toContain("Its fan is loud. Since");
});
