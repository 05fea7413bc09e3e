import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import { type Detection, detectAccelerators } from "./detect";
import { getProfile } from "./profiles";
import { simulateAccelerators } from "./simulated";

export interface Inventory {
  read(): Promise<Detection>;
  /** For the stand-in runtime; null on a host with real accelerators. */
  devicesFile: object | null;
}

export async function openInventory(simulate: string | null, publicKey: string): Promise<Inventory> {
  if (simulate === null) return { read: detectAccelerators, devicesFile: null };
  const profile = await getProfile(simulate);
  const accelerators: AcceleratorReport[] = simulateAccelerators(profile, publicKey);
  return {
    read: async () => ({ accelerators, problems: [] }),
    devicesFile: {
      profile: simulate,
      simulated: true,
      vendor: profile.vendor,
      driverVersion: profile.driverVersion,
      accelerators,
    },
  };
}
