import type { Database } from "@/db/client";
import { PROBE_QUORUM } from "@/lib/core/leases/reachability";
import { type ProbeStanding, readProbes } from "@/lib/operations/probe-standings";
import { type AgentLag, readAgentLag, readWorkerLag, type WorkerLag } from "@/lib/operations/read-standings";
import { webDatabase } from "./database";
import { checkHealth } from "./health";
import { webLog } from "./log";

interface Check {
  status: "ok" | "degraded" | "failed";
  /** Without names of customers, operators or hosts, for anybody may ask. */
  reasons: string[];
}

export interface Readiness {
  status: Check["status"];
  checks: { database: Check; migrations: Check; worker: Check; agents: Check; probes: Check };
}

const limitMs = 3_000;
const ok: Check = { status: "ok", reasons: [] };
const failed = (reason: string): Check => ({ status: "failed", reasons: [reason] });
const degradedBy = (reasons: string[]): Check => (reasons.length === 0 ? ok : { status: "degraded", reasons });
const unknown = degradedBy(["not known while the database is away"]);

/** A replica without database or with an older schema cannot serve; a late worker or silent agents it can tell of, and serves on. */
export async function checkReadiness(
  handle: Pick<ReturnType<typeof webDatabase>, "db" | "pool"> = webDatabase(),
): Promise<Readiness> {
  const { checks } = await checkHealth(handle.pool);
  const database = checks.database === "ok" ? ok : failed("the database does not answer");
  const isThere = checks.database === "ok" && checks.migrations === "ok";
  const migrations = checks.migrations === "ok" ? ok : failed(migrationFault(checks.database));
  const [worker, agents, probes] = isThere
    ? await Promise.all([
        lagOf(handle.db, "worker", readWorkerLag, workerFaults),
        lagOf(handle.db, "agents", readAgentLag, agentFaults),
        lagOf(handle.db, "probes", readProbes, probeFaults),
      ])
    : [unknown, unknown, unknown];
  const all = { database, migrations, worker, agents, probes };
  const statuses = Object.values(all).map(({ status }) => status);
  const status = statuses.includes("failed") ? "failed" : statuses.includes("degraded") ? "degraded" : "ok";
  return { status, checks: all };
}

const migrationFault = (database: string) =>
  database === "ok" ? "the database lacks migrations of this build" : "not known while the database is away";

async function lagOf<T>(
  db: Database,
  name: string,
  read: (db: Database) => Promise<T>,
  faults: (lag: T) => string[],
): Promise<Check> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return degradedBy(faults(await Promise.race([read(db), late])));
  } catch (error) {
    webLog().warn({ check: name, err: error }, "readiness could not be told");
    return degradedBy(["could not be read; see the log"]);
  } finally {
    clearTimeout(timer);
  }
}

const seconds = (ms: number) => `${Math.round(ms / 1_000)} s`;

export function workerFaults({ workers, jobs }: WorkerLag): string[] {
  if (!workers.some((worker) => worker.isAlive)) return ["no worker runs"];
  const late = jobs.filter((job) => job.isLate);
  const failing = jobs.filter((job) => !job.isLate && job.consecutiveFailures >= 3);
  return [
    ...late.map((job) => `${job.job} last went well ${seconds(job.lagMs ?? 0)} ago`),
    ...failing.map((job) => `${job.job} failed ${job.consecutiveFailures} times in a row`),
  ];
}

function agentFaults({ hosts, silent, silentWithLeases }: AgentLag): string[] {
  if (silent === 0) return [];
  const renting = silentWithLeases > 0 ? `, ${silentWithLeases} of them with leases` : "";
  return [`${silent} of ${hosts} agents silent${renting}`];
}

/** Where there have been probes; an installation that never had any is told on the desk and by an alert. */
function probeFaults(probes: ProbeStanding[]): string[] {
  const live = probes.filter(({ state }) => state === "live").length;
  return probes.length === 0 || live >= PROBE_QUORUM ? [] : [`${live} of ${probes.length} probes live`];
}
