import { openInventory } from "../accelerators/inventory";
import { checkEngine } from "../doctor/check-engine";
import { checkAccelerators, checkAddress, checkPorts, checkTimeSync } from "../doctor/check-host";
import { checkPlatform } from "../doctor/check-platform";
import { checkState } from "../doctor/check-state";
import type { Finding } from "../doctor/finding";
import { parseAddress, parseSocket } from "../options";

export interface DoctorFlags {
  stateDir: string;
  dockerSocket?: string;
  address?: string;
  json?: boolean;
}

/** Looks at everything that this host needs, says what it found in plain words, and ends with 1 where something keeps it from working. */
export async function doctor(flags: DoctorFlags): Promise<void> {
  const socket = flags.dockerSocket === undefined ? undefined : parseSocket(flags.dockerSocket);
  const asked = flags.address === undefined ? undefined : parseAddress(flags.address);
  const { findings, enrolled, isRunning } = await checkState(flags.stateDir);
  const identity = enrolled?.identity;
  const hasKey = findings.some(({ check, status }) => check === "key" && status === "ok");
  const simulate = identity?.simulate ?? null;
  const publicKey = enrolled && hasKey ? (await enrolled.state.key()).publicKey : "";
  const detection = await (await openInventory(simulate, identity?.simulationSeed ?? publicKey)).read();
  if (enrolled && hasKey) findings.push(...(await checkPlatform(enrolled, isRunning)));
  findings.push(...(await checkTimeSync()));
  const socketPath = socket ?? identity?.dockerSocket ?? parseSocket(undefined);
  const { accelerators } = detection;
  const known = enrolled && { hostId: enrolled.identity.hostId, engineRootFile: enrolled.state.engineRootFile };
  findings.push(...(await checkEngine({ socketPath, accelerators, enrolled: known })));
  findings.push(...checkAccelerators(detection));
  const address = asked ?? identity?.advertisedAddress;
  if (address !== undefined) findings.push(checkAddress(address, simulate !== null));
  findings.push(await checkPorts());
  process.stdout.write(flags.json ? `${JSON.stringify({ findings }, null, 2)}\n` : inWords(findings));
  process.exitCode = findings.some(({ status }) => status === "fail") ? 1 : 0;
}

function inWords(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ status, check, says, todo }) => [
    `${status.padEnd(5)} ${check.padEnd(width)}  ${says}`,
    ...(todo ? [`${" ".repeat(width + 8)}→ ${todo}`] : []),
  ]);
  const count = (wanted: Finding["status"]) => findings.filter(({ status }) => status === wanted).length;
  const [failed, warned] = [count("fail"), count("warn")];
  const verdict =
    failed === 0
      ? `Nothing keeps this host from working${warned ? `; ${warned} to look at` : ""}.`
      : `${failed} to repair${warned ? `, ${warned} to look at` : ""}.`;
  return `${[...lines, verdict].join("\n")}\n`;
}
