import { openInventory } from "../accelerators/inventory";
import { openStateDir } from "../state";

export interface InventoryFlags {
  stateDir: string;
  simulate?: string;
  json?: boolean;
}

/** Without --simulate an enrolled host shows what it was enrolled with. */
export async function inventory(flags: InventoryFlags): Promise<void> {
  const state = await openStateDir(flags.stateDir);
  const identity = await state.findIdentity();
  const simulate = flags.simulate ?? identity?.simulate ?? null;
  const { read } = await openInventory(simulate, identity?.simulationSeed ?? (await state.key()).publicKey);
  const { accelerators, problems } = await read();
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(accelerators, null, 2)}\n`);
    return;
  }
  if (accelerators.length === 0) process.stdout.write("No accelerators found (nvidia-smi, npu-smi, rocm-smi).\n");
  for (const { index, reportedName, memoryMib, uuid, pciAddress, health, simulated } of accelerators) {
    const memory = memoryMib === null ? "memory unknown" : `${memoryMib} MiB`;
    const mark = simulated ? "  SIMULATED" : "";
    process.stdout.write(`${index}  ${reportedName}  ${memory}  ${uuid}  ${pciAddress ?? "-"}  ${health}${mark}\n`);
  }
}
