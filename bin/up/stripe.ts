import path from "node:path";
import { standInArgs, stripeSettings, waitForStandIn } from "@/bin/stack/stripe";
import { findFreePort, isPortFree } from "@/db/cluster";
import type { ChildSpec } from "./child";
import type { State } from "./state";

export interface ChosenStripe {
  /** Null: Stripe itself, by the key in the environment. */
  port: number | null;
  /** Added to the environment of web and worker. */
  settings: Record<string, string>;
}

/** Stripe itself where a key is set; else the stand-in, at the port it had before so that links to its pages stay good. */
export async function chooseStripe(state: State): Promise<ChosenStripe> {
  if (process.env.STRIPE_SECRET_KEY) return { port: null, settings: {} };
  const { port: known, webhookSecret } = state.stripe();
  const port = known !== undefined && (await isPortFree(known)) ? known : await findFreePort();
  state.rememberStripePort(port);
  return { port, settings: stripeSettings({ port, webhookSecret }) };
}

/** Starts the stand-in by `start` and settles once it answers. */
export async function startStandIn(
  { dir }: State,
  { port, webUrl, env }: { port: number; webUrl: string; env: NodeJS.ProcessEnv },
  start: (spec: ChildSpec) => { isRunning: boolean; tail(): string },
): Promise<void> {
  const args = standInArgs(port, webUrl, path.join(dir, "stripe.json"));
  const child = start({ name: "stripe", args, env, onEnd: null });
  await waitForStandIn(port, () => child.isRunning).catch((error: Error) => {
    throw new Error(`${error.message} The end of its log:\n${child.tail()}`);
  });
}

export const describeStripe = ({ port }: ChosenStripe): string =>
  port === null ? "Stripe itself, by STRIPE_SECRET_KEY" : `http://127.0.0.1:${port}`;
