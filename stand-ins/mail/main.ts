import { parseArgs } from "node:util";
import { startMailCatcher } from "./server";

const usage = `tsx stand-ins/mail/main.ts [options]

A local catcher of mail on 127.0.0.1: takes every mail, delivers none, and shows them.

  --smtp-port N  where mail is taken (12125)
  --web-port N   where people and tests read it (12126)
  --help         this text`;

try {
  await main();
} catch (error) {
  console.error(`${(error as Error).message}\n\n${usage}`);
  process.exit(2);
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      "smtp-port": { type: "string", default: "12125" },
      "web-port": { type: "string", default: "12126" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return;
  }
  const catcher = await startMailCatcher({ smtp: portOf(values["smtp-port"]), web: portOf(values["web-port"]) });
  console.log(`Mail catcher takes mail at ${catcher.smtpUrl} and shows it at ${catcher.url}`);
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void catcher.close().then(() => process.exit(0)));
  }
}

function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${text} is not a port.`);
  return port;
}
