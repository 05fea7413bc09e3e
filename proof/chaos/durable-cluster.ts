import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { createDatabase } from "@/db/client";
import { type Cluster, startCluster } from "@/db/cluster";
import { chooseReachable, findServerUser } from "@/db/cluster-home";
import { migrate } from "@/db/migrate";
import { seedReference } from "@/db/seed/reference";

const RESTART_TRIES = 40;

/** A PostgreSQL that keeps what it acknowledged, to be killed and started again; not the one that other tests share. */
export class DurableCluster {
  private constructor(
    private readonly home: string,
    private readonly password: string,
    private cluster: Cluster,
  ) {}

  static async start(): Promise<DurableCluster> {
    const base = chooseReachable([path.join(os.tmpdir(), "x"), "/var/tmp/x"], findServerUser());
    const home = mkdtempSync(path.join(path.dirname(base), "openhall-test-"));
    chmodSync(home, 0o711);
    const password = randomBytes(12).toString("hex");
    const started = new DurableCluster(home, password, await launch(home, password));
    const admin = new pg.Client({ connectionString: started.cluster.url("postgres") });
    await admin.connect();
    await admin.query("CREATE DATABASE openhall");
    await admin.end();
    await migrate(started.url);
    const { db, close } = createDatabase(started.url, { max: 2 });
    await seedReference(db);
    await close();
    return started;
  }

  get url(): string {
    return this.cluster.url("openhall");
  }

  /** SIGKILL of the postmaster, or an immediate shutdown (SIGQUIT); then a start on the same data and port, with recovery. */
  async killAndStart(signal: "SIGKILL" | "SIGQUIT"): Promise<void> {
    const { pid, ended, port } = this.cluster;
    process.kill(pid, signal);
    await ended;
    for (let tries = 1; ; tries++) {
      try {
        this.cluster = await launch(this.home, this.password, port);
        return;
      } catch (error) {
        // Backends of a killed postmaster hold its shared memory until they notice.
        if (tries === RESTART_TRIES) throw error;
        await sleep(250);
      }
    }
  }

  async stop(): Promise<void> {
    await this.cluster.stop();
    rmSync(this.home, { recursive: true, force: true });
  }
}

function launch(home: string, password: string, port?: number): Promise<Cluster> {
  const files = { dataDir: path.join(home, "data"), logFile: path.join(home, "postgres.log") };
  return startCluster({ ...files, password, durable: true, ...(port === undefined ? {} : { port }) });
}
