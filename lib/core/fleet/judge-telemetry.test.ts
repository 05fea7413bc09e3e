import { expect, test } from "vitest";
import { criticalXid, isAtLeastAsGrave } from "../contracts/xid-codes";
import { temperatureLimitC } from "./temperature-limits";

test("what NVIDIA's catalogue says to ignore, or to answer by starting the application again, takes no GPU from stock", () => {
  for (const xid of [0, 13, 31, 32, 43, 44, 45, 61, 63, 66, 68, 69, 92, 93, 106, 121, 137, 141, 157])
    expect(criticalXid(xid), `${xid}`).toBeNull();
});

test("what it wants a reset or a reboot for does, and no program of a customer takes a whole host with it", () => {
  for (const xid of [62, 64, 79, 95, 110, 119, 120, 140, 143, 158]) expect(criticalXid(xid)?.health).toBe("failed");
  for (const xid of [46, 48, 74, 94, 109, 136, 149, 156]) expect(criticalXid(xid)?.health).toBe("degraded");
});

test("the gravest Xid counts, the last of equals, and one that sums another up gives way to it", () => {
  const gravest = (...xids: number[]) => xids.reduce((most, xid) => (isAtLeastAsGrave(xid, most) ? xid : most), 0);
  expect(gravest()).toBe(0);
  expect(gravest(13, 31)).toBe(31);
  expect(gravest(79, 45, 154)).toBe(79);
  expect(gravest(94, 154, 45)).toBe(94);
  expect(gravest(119, 79)).toBe(79);
  expect(gravest(43, 154)).toBe(154);
});

test("a limit is of the model that the name has as a word", () => {
  expect(temperatureLimitC("NVIDIA A100-SXM4-80GB")).toBe(85);
  expect(temperatureLimitC("NVIDIA RTX A1000")).toBe(90);
  expect(temperatureLimitC("AMD Instinct MI300X OAM")).toBe(100);
  expect(temperatureLimitC("NVIDIA H100 80GB HBM3")).toBe(90);
});
