import { sql } from "drizzle-orm";
import { Gauge, Registry } from "prom-client";
import type { Database, Transaction } from "@/db/client";
import { secretsEnv } from "@/lib/env";
import { type ProbeStanding, readDisagreements, readProbes } from "../probe-standings";
import { readAgentLag, readWorkerLag, type WorkerLag } from "../read-standings";
import { FLEET_GAUGES } from "./fleet-gauges";
import { DATABASE_GAUGES } from "./gauges";

type Labels = Record<string, string>;
type Sample = { labels: Labels; value: number };

/** What several gauges are made of, asked for once a scrape. */
interface Shared {
  probes(): Promise<ProbeStanding[]>;
  workerLag(): Promise<WorkerLag>;
}

interface Gauged {
  name: string;
  help: string;
  labels: readonly string[];
}

interface Reading extends Gauged {
  read(db: Database, shared: Shared): Promise<Sample[]>;
}

const limitMs = 2_000;
const keptMs = 5_000;
const one = (value: number): Sample[] => [{ labels: {}, value }];

const ofProbes = (gauge: Gauged, of: (probes: ProbeStanding[]) => Sample[]): Reading => ({
  ...gauge,
  read: async (_, shared) => of(await shared.probes()),
});
const ofWorkers = (gauge: Gauged, of: (lag: WorkerLag) => Sample[]): Reading => ({
  ...gauge,
  read: async (_, shared) => of(await shared.workerLag()),
});

const DERIVED: readonly Reading[] = [
  ofWorkers(
    { name: "openhall_workers_alive", help: "Workers that told of themselves within 30 s.", labels: [] },
    ({ workers }) => one(workers.filter(({ isAlive }) => isAlive).length),
  ),
  ofWorkers(
    {
      name: "openhall_job_lag_seconds",
      help: "Since a round of the job last went well in any worker.",
      labels: ["job"],
    },
    ({ jobs }) => jobs.flatMap(({ job, lagMs }) => (lagMs === null ? [] : [{ labels: { job }, value: lagMs / 1_000 }])),
  ),
  ofWorkers(
    {
      name: "openhall_job_late",
      help: "1 where the job is later than its pause and its last rounds explain.",
      labels: ["job"],
    },
    ({ jobs }) => jobs.map(({ job, isLate }) => ({ labels: { job }, value: isLate ? 1 : 0 })),
  ),
  {
    name: "openhall_hosts",
    help: "Hosts: all, silent ones that were heard of within a day or rent, and silent ones that rent.",
    labels: ["state"],
    async read(db) {
      const { hosts, silent, silentWithLeases } = await bounded(db, readAgentLag);
      const by = { all: hosts, silent, silent_renting: silentWithLeases };
      return Object.entries(by).map(([state, value]) => ({ labels: { state }, value }));
    },
  },
  ofProbes(
    {
      name: "openhall_probes",
      help: "Probes of the last day by state; fewer than two live ones, and agents alone say what is reachable.",
      labels: ["state"],
    },
    (probes) => {
      const states = ["live", "distrusted", "silent", "stopped"] as const;
      return states.map((state) => ({ labels: { state }, value: probes.filter((one) => one.state === state).length }));
    },
  ),
  ofProbes(
    {
      name: "openhall_probe_leases",
      help: "Leases that a probe looked at in its last round, and those of them that did not answer.",
      labels: ["probe", "outcome"],
    },
    (probes) =>
      probes.flatMap(({ name: probe, leases, failing }) => [
        { labels: { probe, outcome: "answered" }, value: leases - failing },
        { labels: { probe, outcome: "failed" }, value: failing },
      ]),
  ),
  ofProbes(
    { name: "openhall_probe_round_seconds", help: "How long a probe's last round took.", labels: ["probe"] },
    (probes) =>
      probes.flatMap(({ name: probe, roundMs }) =>
        roundMs === null ? [] : [{ labels: { probe }, value: roundMs / 1_000 }],
      ),
  ),
  {
    name: "openhall_probe_disagreements",
    help: "Leases of which probes say different things, or all of them something else than the state; 200 at most.",
    labels: [],
    read: async (db) => one((await bounded(db, (tx) => readDisagreements(tx, 200))).length),
  },
  {
    name: "openhall_key_ring_keys",
    help: "Keys in OPENHALL_KEY_RING; more than one is a rotation that is under way.",
    labels: [],
    read: async () => one(secretsEnv().length),
  },
];

const READINGS: readonly Reading[] = [
  ...DATABASE_GAUGES.map(({ sql: text, ...gauge }) => ({
    ...gauge,
    read: async (db: Database) =>
      toSamples(await bounded(db, async (tx) => (await tx.execute<Row>(sql.raw(text))).rows)),
  })),
  ...FLEET_GAUGES.map(({ read, ...gauge }) => ({
    ...gauge,
    read: async (db: Database) => toSamples(await bounded(db, read)),
  })),
  ...DERIVED,
];

let last: { at: number; text: Promise<string> } | undefined;

/** In Prometheus' format. Asked more than every five seconds, it is the same answer, so that a scraper in a loop costs nothing. */
export function gaugesText(db: Database): Promise<string> {
  if (!last || performance.now() - last.at > keptMs) last = { at: performance.now(), text: readGauges(db) };
  return last.text;
}

/** One after the other on one connection each, each statement two seconds at most; what cannot be read is absent and counted. */
export async function readGauges(db: Database): Promise<string> {
  const registry = new Registry();
  const failures = new Gauge({
    name: "openhall_gauge_failures",
    help: "Gauges that could not be read this time.",
    registers: [registry],
  });
  failures.set(0);
  const shared = shareOnce(db);
  for (const { name, help, labels, read } of READINGS) {
    try {
      const samples = await read(db, shared);
      // One without labels is 0 from its making on, which would be a lie of what never was.
      if (samples.length === 0) continue;
      const gauge = new Gauge({ name, help, labelNames: [...labels], registers: [registry] });
      for (const sample of samples) gauge.set(sample.labels, sample.value);
    } catch {
      failures.inc();
    }
  }
  return registry.metrics();
}

/** What takes longer than two seconds is given up: a scrape is no reason to hold a connection. */
function bounded<T>(db: Database, read: (tx: Transaction) => Promise<T>): Promise<T> {
  return db.transaction(
    async (tx) => {
      await tx.execute(sql.raw(`SET LOCAL statement_timeout = ${limitMs}`));
      return read(tx);
    },
    { accessMode: "read only" },
  );
}

function shareOnce(db: Database): Shared {
  const once = <T>(read: (tx: Transaction) => Promise<T>) => {
    let made: Promise<T> | undefined;
    return () => {
      made ??= bounded(db, read);
      return made;
    };
  };
  return { probes: once(readProbes), workerLag: once(readWorkerLag) };
}

type Row = { value: unknown } & Record<string, unknown>;

function toSamples(rows: readonly Row[]): Sample[] {
  return rows.map(({ value, ...labels }) => ({ labels: labels as Labels, value: Number(value) }));
}

export const GAUGE_NAMES: readonly string[] = READINGS.map(({ name }) => name);
