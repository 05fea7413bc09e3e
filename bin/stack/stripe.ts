import { setTimeout as sleep } from "node:timers/promises";

const readyLimitMs = 60_000;

interface StandIn {
  port: number;
  webhookSecret: string;
}

/** What web and worker need to take the stand-in for Stripe. */
export const stripeSettings = ({ port, webhookSecret }: StandIn): Record<string, string> => ({
  STRIPE_SECRET_KEY: "sk_test_stand_in",
  STRIPE_API_URL: `http://127.0.0.1:${port}`,
  STRIPE_WEBHOOK_SECRET: webhookSecret,
  STRIPE_THIN_WEBHOOK_SECRET: webhookSecret,
});

/** The stand-in's command line; the secret is in its environment, where a list of processes does not show it. */
export function standInArgs(port: number, webUrl: string, stateFile: string | null): string[] {
  const args = ["--import", "tsx", "stand-ins/stripe/main.ts", "--port", String(port)];
  args.push("--webhook", `${webUrl}/api/stripe/webhook`, "--thin-webhook", `${webUrl}/api/stripe/thin-webhook`);
  return stateFile ? [...args, "--state", stateFile] : args;
}

/** Its first start with a new SDK reads the contract, which takes some seconds. */
export async function waitForStandIn(port: number, isAlive: () => boolean): Promise<void> {
  for (const deadline = Date.now() + readyLimitMs; Date.now() < deadline && isAlive(); await sleep(100)) {
    const response = await fetch(`http://127.0.0.1:${port}/_stand-in/clock`).catch(() => null);
    if (response?.ok) return;
  }
  throw new Error("The Stripe stand-in does not answer.");
}
