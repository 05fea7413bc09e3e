import { expect, test } from "vitest";
import { acceleratorReport } from "@/lib/core/contracts/agent";
import { getProfile, listProfiles } from "./profiles";
import { simulateAccelerators } from "./simulated";

test("every profile gives reports that the contract accepts, marked as simulated", async () => {
  const names = await listProfiles();
  expect(names).toEqual(expect.arrayContaining(["h100-sxm-8", "mi300x-8", "ascend-910b-8", "l40s-1"]));
  for (const name of names) {
    const profile = await getProfile(name);
    const accelerators = simulateAccelerators(profile, "key");
    expect(accelerators).toHaveLength(profile.count);
    for (const one of accelerators) expect(acceleratorReport.parse(one)).toMatchObject({ simulated: true });
    expect(name.endsWith(`-${profile.count}`)).toBe(true);
  }
});

test("devices follow from the host's key: the same again for it, none shared with another host", async () => {
  const profile = await getProfile("h100-sxm-8");
  const [a, again, b] = ["a", "a", "b"].map((key) => simulateAccelerators(profile, key));
  expect(again).toEqual(a);
  const seen = [...(a ?? []), ...(b ?? [])];
  expect(new Set(seen.map(({ uuid }) => uuid)).size).toBe(16);
  expect(new Set(seen.map(({ serial }) => serial)).size).toBe(16);
  expect(new Set(a?.map(({ pciAddress }) => pciAddress)).size).toBe(8);
});

test("an unknown profile is refused with the known ones", async () => {
  await expect(getProfile("../secrets")).rejects.toThrow(/Known: .*h100-sxm-8/);
});
