import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { cloneKeyOf } from "@/bin/engine/paths";
import { newReceiptKey } from "@/bin/receipt-key";
import { chooseReachable, findServerUser, sharedDirectory } from "@/db/cluster-home";
import { ProcessBook } from "./process-record";

export interface UpOptions {
  port: number;
  host: string;
  reset: boolean;
}

interface Remembered {
  postgresPort?: number;
  postgresPassword: string;
  secret: string;
  /** Of receipts: PKCS #8, base64. */
  receiptKey?: string;
  /** Of the database login that web and worker use. */
  loginPassword?: string;
  stripePort?: number;
  stripeWebhookSecret?: string;
  /** Of the mail catcher. */
  mailPorts?: { smtp: number; web: number };
}

/** What one clone keeps between runs, all of it in its .openhall folder (the database elsewhere only where PostgreSQL cannot reach it). */
export class State {
  readonly dir: string;
  readonly logDir: string;
  readonly cloneKey: string;
  readonly postgresDir: string;
  readonly book: ProcessBook;
  private readonly file: string;

  constructor(readonly root: string) {
    this.dir = path.join(root, ".openhall");
    this.logDir = path.join(this.dir, "logs");
    this.cloneKey = cloneKeyOf(root);
    this.file = path.join(this.dir, "settings.json");
    mkdirSync(this.logDir, { recursive: true });
    const elsewhere = sharedDirectory(this.cloneKey, "postgres");
    this.postgresDir = chooseReachable([path.join(this.dir, "postgres"), elsewhere], findServerUser());
    this.book = new ProcessBook(path.join(this.dir, "processes.json"));
  }

  logFile(name: string): string {
    return path.join(this.logDir, `${name}.log`);
  }

  agentDir(hostName: string): string {
    return path.join(this.dir, "agents", hostName);
  }

  remembered(): Remembered {
    if (existsSync(this.file)) return JSON.parse(readFileSync(this.file, "utf8")) as Remembered;
    const fresh: Remembered = {
      postgresPassword: randomBytes(18).toString("hex"),
      secret: randomBytes(32).toString("hex"),
    };
    this.write(fresh);
    return fresh;
  }

  /** Made on first use and kept, so that a clone's receipts stay verifiable. */
  receiptKey(): string {
    const known = this.remembered();
    const receiptKey = known.receiptKey ?? newReceiptKey();
    if (!known.receiptKey) this.write({ ...known, receiptKey });
    return receiptKey;
  }

  loginPassword(): string {
    const known = this.remembered();
    const loginPassword = known.loginPassword ?? randomBytes(18).toString("hex");
    if (!known.loginPassword) this.write({ ...known, loginPassword });
    return loginPassword;
  }

  rememberPostgresPort(postgresPort: number): void {
    this.write({ ...this.remembered(), postgresPort });
  }

  /** Of the stand-in for Stripe. */
  stripe(): { port: number | undefined; webhookSecret: string } {
    const known = this.remembered();
    const webhookSecret = known.stripeWebhookSecret ?? `whsec_${randomBytes(24).toString("hex")}`;
    if (!known.stripeWebhookSecret) this.write({ ...known, stripeWebhookSecret: webhookSecret });
    return { port: known.stripePort, webhookSecret };
  }

  rememberStripePort(stripePort: number): void {
    this.write({ ...this.remembered(), stripePort });
  }

  rememberMailPorts(mailPorts: { smtp: number; web: number }): void {
    this.write({ ...this.remembered(), mailPorts });
  }

  engineNames(): string[] {
    const dir = path.join(this.dir, "engines");
    return existsSync(dir) ? readdirSync(dir) : [];
  }

  /** Forgets all but what dependencies and build have left. Everything that runs must have been stopped. */
  forget(): void {
    const kept = new Set(["dependencies.sha256", "build.sha256", "stripe-contract"]);
    for (const name of readdirSync(this.dir)) {
      if (!kept.has(name)) rmSync(path.join(this.dir, name), { recursive: true, force: true });
    }
    rmSync(this.postgresDir, { recursive: true, force: true });
    mkdirSync(this.logDir, { recursive: true });
  }

  private write(remembered: Remembered): void {
    writeFileSync(this.file, JSON.stringify(remembered, null, 2), { mode: 0o600 });
  }
}
