import { parseArgs } from "node:util";
import { startStripeStandIn, type WebhookTarget } from "./server";

const usage = `tsx stand-ins/stripe/main.ts [options]

A stand-in for Stripe on 127.0.0.1: no real money moves. Every option may come from the environment instead.

  --port N           the port (12111)                                    STRIPE_STAND_IN_PORT
  --webhook URL      is sent snapshot events; may be given again         STRIPE_STAND_IN_WEBHOOK
  --thin-webhook URL is sent thin (v2) events; may be given again        STRIPE_STAND_IN_THIN_WEBHOOK
  --secret S         signs what is sent to both                          STRIPE_WEBHOOK_SECRET
  --state FILE       keeps the state in this file between runs           STRIPE_STAND_IN_STATE
  --pays-at-once     payments are available at once, not after two days
  --help             this text`;

const defaultPort = 12_111;

try {
  await main();
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exit(2);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: "string" },
      webhook: { type: "string", multiple: true },
      "thin-webhook": { type: "string", multiple: true },
      secret: { type: "string" },
      state: { type: "string" },
      "pays-at-once": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const { env } = process;
  const port = Number(values.port ?? env.STRIPE_STAND_IN_PORT ?? defaultPort);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`--port ${values.port} is not a port.`);
  const secret = values.secret ?? env.STRIPE_WEBHOOK_SECRET;
  const targets = (kind: WebhookTarget["kind"], urls: string[]) => urls.map((url) => target(kind, url, secret));
  const standIn = await startStripeStandIn({
    port,
    webhooks: [
      ...targets("snapshot", values.webhook ?? listOf(env.STRIPE_STAND_IN_WEBHOOK)),
      ...targets("thin", values["thin-webhook"] ?? listOf(env.STRIPE_STAND_IN_THIN_WEBHOOK)),
    ],
    stateFile: values.state ?? env.STRIPE_STAND_IN_STATE,
    paysAtOnce: values["pays-at-once"],
  });
  console.log(`Stripe stand-in listens on ${standIn.url}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void standIn.close().then(() => process.exit(0)));
  }
}

function listOf(url: string | undefined): string[] {
  return url ? [url] : [];
}

function target(kind: WebhookTarget["kind"], url: string, secret: string | undefined): WebhookTarget {
  if (!URL.canParse(url)) throw new Error(`${url} is not a URL.`);
  if (!secret) throw new Error("Webhooks need --secret or STRIPE_WEBHOOK_SECRET.");
  return { kind, url, secret };
}
