import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { createDatabase, type Database } from "@/db/client";
import { createDatabaseFrom, dropDatabase } from "@/db/testing/cluster";
import "@/db/testing/global-setup";
import { type StripeStandIn, startStripeStandIn } from "@/stand-ins/stripe/server";
import { putBack, remember } from "./remembered";

export const STAND_IN = { paysAtOnce: true };

/** A database and a Stripe to kill at. */
export interface PaymentCopy {
  readonly url: string;
  readonly db: Database;
  stripe: StripeStandIn;
  /** Both as they were at first. */
  reset(): Promise<void>;
  drop(): Promise<void>;
}

/** What a scenario leaves behind before its operation: a database that nobody is connected to, and Stripe's state in a file. */
export interface SetUp {
  databaseUrl: string;
  input: object;
}

/** A database and the Stripe that goes with it, which are copied and set back together: each point begins where the one before it began, on both sides. */
export class PaymentStage {
  private copies = 0;

  private constructor(
    private readonly adminUrl: string,
    private readonly dir: string,
    private readonly databaseUrl: string,
    readonly input: object,
  ) {}

  static async build(prepare: (stateFile: string) => Promise<SetUp>): Promise<PaymentStage> {
    const parent = path.resolve(import.meta.dirname, "../../.openhall");
    mkdirSync(parent, { recursive: true });
    const dir = mkdtempSync(path.join(parent, "proof-stripe-"));
    const { databaseUrl, input } = await prepare(path.join(dir, "stage.json"));
    const { db, close } = createDatabase(databaseUrl, { applicationName: "openhall-stage" });
    await remember(db);
    await close();
    return new PaymentStage(inject("databaseAdminUrl"), dir, databaseUrl, input);
  }

  async copy(): Promise<PaymentCopy> {
    this.copies += 1;
    const stateFile = path.join(this.dir, `${this.copies}.json`);
    const start = () => {
      copyFileSync(path.join(this.dir, "stage.json"), stateFile);
      return startStripeStandIn({ ...STAND_IN, stateFile });
    };
    const url = await createDatabaseFrom(this.adminUrl, new URL(this.databaseUrl).pathname.slice(1));
    const { db, close } = createDatabase(url, { applicationName: "openhall-proof", max: 2 });
    const copy: PaymentCopy = {
      url,
      db,
      stripe: await start(),
      async reset() {
        await copy.stripe.close();
        await putBack(db);
        copy.stripe = await start();
      },
      drop: async () => {
        await close();
        await copy.stripe.close();
        rmSync(stateFile, { force: true });
        await dropDatabase(this.adminUrl, url);
      },
    };
    return copy;
  }

  async drop(): Promise<void> {
    rmSync(this.dir, { recursive: true, force: true });
    await dropDatabase(this.adminUrl, this.databaseUrl);
  }
}
