import { existsSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureBuild } from "@/bin/build.mjs";
import type { Engine } from "@/bin/engine/prepare";
import { formatSeconds, printLine, step } from "@/bin/steps.mjs";
import { createDatabase } from "@/db/client";
import { ensureLogin } from "@/db/login";
import { migrate } from "@/db/migrate";
import { type SeededDemo, seedDemo } from "@/db/seed/main";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { type ChildSpec, SupervisedChild } from "./child";
import { startDatabase } from "./database";
import { agentArgs, enrolHost, type PreparedEngines, prepareEngines } from "./hosts";
import { Refusal, requirePort, startOver, takeOver } from "./leftovers";
import { tailOf } from "./logs";
import { type ChosenMail, chooseMail, describeMail, startCatcher } from "./mail";
import { LOCAL_PROBES, probeArgs } from "./probes";
import { type Rank, Shutdown } from "./shutdown";
import { State, type UpOptions } from "./state";
import { type ChosenStripe, chooseStripe, describeStripe, startStandIn } from "./stripe";

const healthLimitMs = 90_000;
const root = path.resolve(import.meta.dirname, "../..");
const options = JSON.parse(process.argv[2] ?? "{}") as UpOptions;
const shutdown = new Shutdown(printLine);

process.stdout.on("error", () => undefined);
process.on("exit", () => shutdown.killAll());
shutdown.handleSignals(() => process.exit(0));
try {
  if (existsSync(path.join(root, ".env"))) process.loadEnvFile(path.join(root, ".env"));
  await up(new State(root), `http://localhost:${options.port}`);
} catch (error) {
  await endBecause(error instanceof Refusal ? error.message : ((error as Error).stack ?? String(error)));
}

async function up(state: State, address: string): Promise<void> {
  const startedAt = performance.now();
  await clear(state);
  const ownerUrl = await openDatabase(state);
  await step("migrations", () => migrate(ownerUrl));
  const databaseUrl = process.env.DATABASE_URL || (await ensureLogin(ownerUrl, state.loginPassword()));
  const demo = await step("seed", () => seed(databaseUrl));
  const stripe = await chooseStripe(state);
  const mail = await chooseMail(state);
  const env = { ...childEnvironment(databaseUrl, state, address), ...stripe.settings, ...mail.settings };
  const engines = step("container engine", () => startEngines(demo, state), describeEngines);
  const build = step("build", ensureBuild, String);
  const standIn = step(
    "Stripe stand-in",
    () => startStripe(stripe, state, env),
    () => describeStripe(stripe),
  );
  const catcher = step(
    "mail",
    async () => mail.ports && startCatcher(mail.ports, env, (spec) => start("mail", state, spec)),
    () => describeMail(mail),
  );
  await Promise.allSettled([engines, build, standIn, catcher]);
  await build;
  await standIn;
  await catcher;
  const prepared = await engines;
  await step("web, worker and probes", () => startServices(state, env, address));
  await step(
    "hosts",
    () => startAgents(demo, prepared, state, env, address),
    (names) => names.join(", ") || "none",
  );
  printLine(`${formatSeconds(performance.now() - startedAt)}  ready`);
  printLine(summary(demo, prepared, state, address, { stripe, mail }));
}

async function clear(state: State): Promise<void> {
  const left = await takeOver(state);
  if (left.length > 0) printLine(`Stopped what a killed run had left: ${left.join(", ")}.`);
  if (options.reset && process.env.DATABASE_URL) {
    throw new Refusal(
      "--reset does not touch the database at DATABASE_URL: empty that one yourself, or leave it unset.",
    );
  }
  if (options.reset) await step("reset", () => startOver(state));
  await requirePort(options);
}

async function openDatabase(state: State): Promise<string> {
  const { url } = await step(
    "PostgreSQL",
    async () => {
      const started = await startDatabase(state);
      const { cluster } = started;
      if (cluster) {
        shutdown.add("postgres", () => cluster.stop());
        void cluster.ended.then(() => endBecause("PostgreSQL ended by itself.", state.logFile("postgres")));
      }
      return started;
    },
    ({ detail }) => detail,
  );
  return url;
}

async function seed(databaseUrl: string): Promise<SeededDemo> {
  const { db, close } = createDatabase(databaseUrl, { max: 4, applicationName: "openhall-seed", role: PLATFORM_ROLE });
  try {
    return await seedDemo(db);
  } finally {
    await close();
  }
}

async function startEngines(demo: SeededDemo, state: State): Promise<PreparedEngines> {
  const names = demo.hosts.map((host) => host.name);
  const preparing = prepareEngines(names, state, (line) => printLine(`          ${line}`));
  shutdown.add("engines", async () => Promise.all((await preparing).engines.map((engine) => engine.stop())));
  return preparing;
}

function describeEngines({ engines, missing }: PreparedEngines): string {
  if (missing !== null) return "none: the hosts stay offline (see below)";
  const isPrivate = engines.some((engine) => engine.kind === "private");
  return isPrivate ? `${engines.length} private engines, a network namespace each` : "Docker on its own socket";
}

async function startStripe({ port }: ChosenStripe, state: State, env: NodeJS.ProcessEnv): Promise<void> {
  if (port === null) return;
  await startStandIn(state, { port, webUrl: reachedAddress(), env }, (spec) => start("stripe", state, spec));
}

/** Where this machine reaches the web, whatever it listens on. */
function reachedAddress(): string {
  const reached = options.host === "0.0.0.0" || options.host === "::" ? "127.0.0.1" : options.host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${options.port}`;
}

async function startServices(state: State, env: NodeJS.ProcessEnv, address: string): Promise<void> {
  const web = start("web", state, {
    name: "web",
    args: ["--import", "tsx", "web/main.ts", "--port", String(options.port), "--host", options.host],
    env,
    onEnd: () => void endBecause("The web server ended."),
  });
  start("worker", state, { name: "worker", args: ["--import", "tsx", "worker/main.ts"], env, onEnd: null });
  for (const name of LOCAL_PROBES) start("worker", state, { name, args: probeArgs(name), env, onEnd: null });

  const health = `${reachedAddress()}/api/health`;
  let answer = "no answer";
  for (const deadline = Date.now() + healthLimitMs; Date.now() < deadline && !shutdown.isUnderWay; await sleep(150)) {
    const response = await fetch(health, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
    if (response?.ok) return;
    if (response) answer = `${response.status} ${(await response.text()).slice(0, 500)}`;
  }
  throw new Refusal(`${address}/api/health is not well: ${answer}\nThe end of the web's log:\n${web.tail()}`);
}

async function startAgents(
  demo: SeededDemo,
  { engines }: PreparedEngines,
  state: State,
  env: NodeJS.ProcessEnv,
  address: string,
): Promise<string[]> {
  const work = engines.map(async (engine: Engine) => {
    const host = demo.hosts.find(({ name }) => name === engine.name)!;
    await enrolHost({ host, engine, address, root, env });
    start("agents", state, { name: `agent-${host.name}`, args: agentArgs(engine), env, onEnd: null });
    return `${host.name} (${host.profile}, simulated)`;
  });
  return Promise.all(work);
}

function start(rank: Rank, { logDir, book }: State, spec: ChildSpec): SupervisedChild {
  const child = new SupervisedChild(spec, { root, logDir, book, print: printLine });
  shutdown.add(
    rank,
    () => child.stop(),
    () => child.kill(),
  );
  if (!shutdown.isUnderWay) child.start();
  return child;
}

function childEnvironment(databaseUrl: string, state: State, address: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    TZ: "UTC",
    DATABASE_URL: databaseUrl,
    NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || state.remembered().secret,
    NEXTAUTH_URL: process.env.NEXTAUTH_URL || address,
    OPENHALL_STAFF_FACTOR: process.env.OPENHALL_STAFF_FACTOR || "advised",
    OPENHALL_RECEIPT_KEY: process.env.OPENHALL_RECEIPT_KEY || state.receiptKey(),
    OPENHALL_PROBE_ADDRESSES: process.env.OPENHALL_PROBE_ADDRESSES || "any",
  };
}

function summary(
  demo: SeededDemo,
  { missing }: PreparedEngines,
  state: State,
  address: string,
  { stripe, mail }: { stripe: ChosenStripe; mail: ChosenMail },
): string {
  const widths = {
    label: Math.max(...demo.signIns.map(({ label }) => label.length)),
    email: Math.max(...demo.signIns.map(({ email }) => email.length)) + 2,
  };
  const signIns = demo.signIns.map(
    ({ label, email, password }) => `  ${label.padEnd(widths.label)} ${email.padEnd(widths.email)} ${password}`,
  );
  const hosts = missing ? `\n${missing}\nUntil then everything but launching works.\n` : "";
  const payments = stripe.port
    ? `Payments: a Stripe stand-in at ${describeStripe(stripe)}; no real money moves.`
    : `Payments: ${describeStripe(stripe)}.`;
  const mails = mail.ports ? `${describeMail(mail)}, nothing leaves this machine` : `sent ${describeMail(mail)}`;
  const staff =
    process.env.OPENHALL_STAFF_FACTOR === "required"
      ? "Staff: the desk changes nothing before its second factor is set up under Settings, Security."
      : "Staff: a second factor is advised here, and required in production (OPENHALL_STAFF_FACTOR).";
  const kinds = demo.hosts.map((host) => host.profile).join(", ");
  return `
${address}

Sign in as
${signIns.join("\n")}
${hosts}
Simulated: the accelerators (${kinds}). Their containers, networks and SSH are real.
${payments}
Mail: ${mails}.
${staff}
Logs: ${path.relative(process.cwd(), state.logDir) || state.logDir}/   Stop: Ctrl-C   Start over: npm run up -- --reset`;
}

async function endBecause(reason: string, logFile?: string): Promise<void> {
  if (shutdown.isUnderWay) return;
  printLine(`\n${reason}`);
  if (logFile) printLine(tailOf(logFile));
  await shutdown.run();
  process.exit(1);
}
