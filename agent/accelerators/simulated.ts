import { createHash } from "node:crypto";
import type { AcceleratorReport } from "@/lib/core/contracts/agent";
import type { Profile } from "./profiles";

/** Coprime with 224, so that a host's accelerators never share a bus. */
const BUS_STEP = 17;

function uuidOf(vendor: Profile["vendor"], digest: string): string {
  const variant = ((Number.parseInt(digest.slice(16, 17), 16) & 3) | 8).toString(16);
  const groups = [digest.slice(0, 8), digest.slice(8, 12), `4${digest.slice(13, 16)}`, variant + digest.slice(17, 20)];
  const uuid = [...groups, digest.slice(20, 32)].join("-");
  if (vendor === "NVIDIA") return `GPU-${uuid}`;
  return vendor === "AMD" ? `0x${digest.slice(0, 16)}` : `VDIE-${digest.slice(0, 32).toUpperCase()}`;
}

/** What a host with this profile shows. All of it follows from the host's public key, so no two hosts share a device. */
export function simulateAccelerators(profile: Profile, publicKey: string): AcceleratorReport[] {
  const hash = (text: string) => createHash("sha256").update(`${publicKey}/${text}`).digest("hex");
  const firstBus = Number.parseInt(hash("bus").slice(0, 6), 16);
  return Array.from({ length: profile.count }, (_, index) => {
    const digest = hash(`${profile.vendor}/${index}`);
    const bus = (16 + ((firstBus + index * BUS_STEP) % 224)).toString(16).padStart(2, "0");
    const pciAddress = profile.vendor === "NVIDIA" ? `00000000:${bus.toUpperCase()}:00.0` : `0000:${bus}:00.0`;
    return {
      index,
      uuid: uuidOf(profile.vendor, digest),
      serial: `SIM${(BigInt(`0x${digest.slice(32, 46)}`) % 10n ** 13n).toString().padStart(13, "0")}`,
      vendor: profile.vendor,
      reportedName: profile.reportedName,
      memoryMib: profile.memoryMib,
      pciAddress,
      pciId: profile.pciId,
      driverVersion: profile.driverVersion,
      health: "healthy",
      healthReasons: [],
      simulated: true,
    };
  });
}
