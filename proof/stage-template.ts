import { inject } from "vitest";
import { createDatabase, type Database } from "@/db/client";
import { createDatabaseFrom, dropDatabase } from "@/db/testing/cluster";
import "@/db/testing/global-setup";
import { buildStage, type Stage } from "./stage";

export interface StageCopy {
  url: string;
  db: Database;
  close(): Promise<void>;
  drop(): Promise<void>;
}

/** A stage's database that nobody is connected to, so that it can be copied in a fraction of a second. */
export class StageTemplate {
  private constructor(
    private readonly adminUrl: string,
    private readonly url: string,
    readonly stage: Stage,
  ) {}

  static async build(options: { hosts?: number } = {}): Promise<StageTemplate> {
    const adminUrl = inject("databaseAdminUrl");
    const url = await createDatabaseFrom(adminUrl);
    const { db, close } = createDatabase(url, { applicationName: "openhall-stage" });
    const stage = await buildStage(db, options);
    await close();
    return new StageTemplate(adminUrl, url, stage);
  }

  async copy(): Promise<StageCopy> {
    const url = await createDatabaseFrom(this.adminUrl, new URL(this.url).pathname.slice(1));
    const { db, close } = createDatabase(url, { applicationName: "openhall-proof", max: 4 });
    const drop = async () => {
      await close();
      await dropDatabase(this.adminUrl, url);
    };
    return { url, db, close, drop };
  }

  /** A template of its own, in which something more has happened. */
  async extend<T>(happen: (db: Database) => Promise<T>): Promise<{ template: StageTemplate; result: T }> {
    const copy = await this.copy();
    try {
      const result = await happen(copy.db);
      return { template: new StageTemplate(this.adminUrl, copy.url, this.stage), result };
    } finally {
      await copy.close();
    }
  }

  drop(): Promise<void> {
    return dropDatabase(this.adminUrl, this.url);
  }
}
