import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { databaseEnv, probeEnv } from "@/lib/env";
import { beatProbe, beginProbe, stopProbe } from "@/lib/leases/probe-heartbeat";
import { createLog } from "@/lib/log";
import { stopOnSignal } from "@/lib/stop-on-signal";
import { lookRound } from "./round";

const BEAT_MS = 5_000;
const TIMEOUT_MS = 3_000;
const usage = `npm run probe -- --name NAME [--from ADDRESS]

Looks every few seconds, from where it runs, at every instance that should be reachable. Two or more in different networks decide.

  --name   where it stands, such as fra-1: a-z, 0-9 and hyphens; no two have the same
  --from   the address of this machine to look from`;

const log = createLog("probe");

function readOptions(): { name: string; from: string | null } {
  const { values } = parseArgs({ options: { name: { type: "string" }, from: { type: "string" } } });
  const name = values.name ?? hostname().split(".")[0]!.toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(name)) throw new Error(`"${name}" is no name for a probe.`);
  return { name, from: values.from ?? null };
}

async function main() {
  const { name, from } = readOptions();
  const { everyMs, reach } = probeEnv();
  const { signal, graceOver } = stopOnSignal(() => log.warn("probe stopped at once"));
  const { db, close } = createDatabase(databaseEnv().url, {
    max: 3,
    applicationName: "openhall-probe",
    role: PLATFORM_ROLE,
  });
  const startedAt = await beginProbe(db, name, everyMs);
  log.info({ probe: name, everyMs, reach, from }, "probe started");
  const lost = () => {
    log.error({ probe: name }, "another probe has taken this name");
    process.exit(1);
  };
  const beat = async () => {
    const isOurs = await beatProbe(db, name, startedAt).catch((err: unknown) => {
      log.warn({ err }, "heartbeat not told");
      return true;
    });
    if (!isOurs) lost();
  };
  const beating = setInterval(() => void beat(), BEAT_MS);
  const rounds = async () => {
    const probe = { name, startedAt, reach, from, timeoutMs: TIMEOUT_MS };
    while (!signal.aborted) {
      const beganAt = performance.now();
      try {
        if ((await lookRound(db, probe, signal)) === null) lost();
      } catch (err) {
        log.error({ err }, "round failed");
      }
      const leftMs = Math.max(0, everyMs - (performance.now() - beganAt));
      await sleep(leftMs, undefined, { signal }).catch(() => undefined);
    }
    clearInterval(beating);
    await stopProbe(db, name, startedAt).catch((err: unknown) => log.warn({ err }, "stop not told"));
    await close();
  };
  await Promise.race([rounds(), graceOver]);
  log.info({ probe: name }, "probe stopped");
  process.exit(0);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n\n${usage}\n`);
  process.exit(2);
}
