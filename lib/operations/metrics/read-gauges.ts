import { sql } from "drizzle-orm";
import { Gauge, Registry } from "prom-client";
import type { Database } from "@/db/client";
import { secretsEnv } from "@/lib/env";
import { readDisagreements, readProbes } from "../probe-standings";
import { readAgentLag, readWorkerLag } from "../read-standings";
import { FLEET_GAUGES } from "./fleet-gauges";
import { DATABASE_GAUGES } from "./gauges";

type Labels = Record<string, string>;
type Sample = { labels: Labels; value: number };

interface Reading {
  name: string;
  help: string;
  labels: readonly string[];
  read(db: Database): Promise<Sample[]>;
}

const limitMs = 2_000;
const keptMs = 5_000;
const one = (value: number): Sample[] => [{ labels: {}, value }];

const DERIVED: readonly Reading[] = [
  {
    name: "openhall_workers_alive",
    help: "Workers that told of themselves within 30 s.",
    labels: [],
    read: async (db) => one((await readWorkerLag(db)).workers.filter(({ isAlive }) => isAlive).length),
  },
  {
    name: "openhall_job_lag_seconds",
    help: "Since a round of the job last went well in any worker.",
    labels: ["job"],
    read: async (db) =>
      (await readWorkerLag(db)).jobs.flatMap(({ job, lagMs }) =>
        lagMs === null ? [] : [{ labels: { job }, value: lagMs / 1_000 }],
      ),
  },
  {
    name: "openhall_job_late",
    help: "1 where the job is later than its pause and its last rounds explain.",
    labels: ["job"],
    read: async (db) =>
      (await readWorkerLag(db)).jobs.map(({ job, isLate }) => ({ labels: { job }, value: isLate ? 1 : 0 })),
  },
  {
    name: "openhall_hosts",
    help: "Hosts: all, silent ones that were heard of within a day or rent, and silent ones that rent.",
    labels: ["state"],
    async read(db) {
      const { hosts, silent, silentWithLeases } = await readAgentLag(db);
      const by = { all: hosts, silent, silent_renting: silentWithLeases };
      return Object.entries(by).map(([state, value]) => ({ labels: { state }, value }));
    },
  },
  {
    name: "openhall_probes",
    help: "Probes of the last day by state; fewer than two live ones, and agents alone say what is reachable.",
    labels: ["state"],
    async read(db) {
      const probes = await readProbes(db);
      const states = ["live", "distrusted", "silent", "stopped"] as const;
      return states.map((state) => ({ labels: { state }, value: probes.filter((one) => one.state === state).length }));
    },
  },
  {
    name: "openhall_probe_leases",
    help: "Leases that a probe looked at in its last round, and those of them that did not answer.",
    labels: ["probe", "outcome"],
    read: async (db) =>
      (await readProbes(db)).flatMap(({ name: probe, leases, failing }) => [
        { labels: { probe, outcome: "answered" }, value: leases - failing },
        { labels: { probe, outcome: "failed" }, value: failing },
      ]),
  },
  {
    name: "openhall_probe_round_seconds",
    help: "How long a probe's last round took.",
    labels: ["probe"],
    read: async (db) =>
      (await readProbes(db)).flatMap(({ name: probe, roundMs }) =>
        roundMs === null ? [] : [{ labels: { probe }, value: roundMs / 1_000 }],
      ),
  },
  {
    name: "openhall_probe_disagreements",
    help: "Leases of which probes say different things, or all of them something else than the state; 200 at most.",
    labels: [],
    read: async (db) => one((await readDisagreements(db, 200)).length),
  },
  {
    name: "openhall_key_ring_keys",
    help: "Keys in OPENHALL_KEY_RING; more than one is a rotation that is under way.",
    labels: [],
    read: async () => one(secretsEnv().length),
  },
];

const READINGS: readonly Reading[] = [
  ...DATABASE_GAUGES.map(({ sql: text, ...gauge }) => ({ ...gauge, read: (db: Database) => ask(db, text) })),
  ...FLEET_GAUGES.map(({ read, ...gauge }) => ({ ...gauge, read: async (db: Database) => toSamples(await read(db)) })),
  ...DERIVED,
];

let last: { at: number; text: Promise<string> } | undefined;

/** In Prometheus' format. Asked more than every five seconds, it is the same answer, so that a scraper in a loop costs nothing. */
export function gaugesText(db: Database): Promise<string> {
  if (!last || performance.now() - last.at > keptMs) last = { at: performance.now(), text: readGauges(db) };
  return last.text;
}

/** One after the other on one connection each, two seconds at most; what cannot be read is absent and counted. */
export async function readGauges(db: Database): Promise<string> {
  const registry = new Registry();
  const failures = new Gauge({
    name: "openhall_gauge_failures",
    help: "Gauges that could not be read this time.",
    registers: [registry],
  });
  failures.set(0);
  for (const { name, help, labels, read } of READINGS) {
    try {
      const samples = await read(db);
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

async function ask(db: Database, text: string): Promise<Sample[]> {
  const { rows } = await db.transaction(
    async (tx) => {
      await tx.execute(sql.raw(`SET LOCAL statement_timeout = ${limitMs}`));
      return tx.execute<{ value: unknown } & Labels>(sql.raw(text));
    },
    { accessMode: "read only" },
  );
  return toSamples(rows);
}

function toSamples(rows: readonly ({ value: unknown } & Record<string, unknown>)[]): Sample[] {
  return rows.map(({ value, ...labels }) => ({ labels: labels as Labels, value: Number(value) }));
}

export const GAUGE_NAMES: readonly string[] = READINGS.map(({ name }) => name);
