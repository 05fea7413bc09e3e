import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createDatabase } from "@/db/client";
import { resealSecrets } from "@/lib/secrets/reseal-secrets";
import { databaseUrl } from "./database-url";

const root = path.resolve(import.meta.dirname, "..");

/** The environment of web and worker: `.env`, and the secret that `npm run up` has made where none was given. */
function readEnvironment(): void {
  const [envFile, made] = [path.join(root, ".env"), path.join(root, ".openhall/settings.json")];
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  if (!process.env.NEXTAUTH_SECRET && existsSync(made))
    process.env.NEXTAUTH_SECRET = (JSON.parse(readFileSync(made, "utf8")) as { secret: string }).secret;
}

/** `npm run reseal`: seals every secret under the current key of the ring, and says what does not open; exits 1 where there is any. */
async function main() {
  readEnvironment();
  const { db, close } = createDatabase(databaseUrl(), { max: 1, applicationName: "openhall-reseal" });
  try {
    const { done, stuck } = await resealSecrets({ db });
    console.log(`Sealed under the current key: ${done}.`);
    for (const place of stuck) console.log(`Does not open: ${place}`);
    if (stuck.length > 0) process.exitCode = 1;
    else console.log("Earlier keys may go from OPENHALL_KEY_RING.");
  } finally {
    await close();
  }
}

main().catch((error: unknown) => {
  console.error(`Nothing could be sealed: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(2);
});
