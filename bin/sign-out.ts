import { parseArgs } from "node:util";
import { createDatabase } from "@/db/client";
import { PLATFORM_ROLE } from "@/db/tenancy";
import { signOutPeople } from "@/lib/identity/sign-out-people";
import { newId } from "@/lib/ids";
import { databaseUrl } from "./database-url";

const usage = `npm run sign-out -- --address NAME@EXAMPLE.COM | --everybody

Ends all sessions of a person, or everybody's, with their next request: after a leak, or when somebody must go at once.`;

async function main() {
  const { values } = parseArgs({ options: { address: { type: "string" }, everybody: { type: "boolean" } } });
  const { address, everybody } = values;
  if ((address === undefined) === (everybody === undefined)) return fail(usage);
  const { db, close } = createDatabase(databaseUrl(), { role: PLATFORM_ROLE, max: 1, applicationName: "openhall-bin" });
  const ctx = { db, actor: { type: "system", name: "sign-out" }, now: new Date(), requestId: newId("req") } as const;
  try {
    const { ended } = await signOutPeople(ctx, address === undefined ? { everybody: true } : { email: address });
    console.log(`${ended} sessions ended.`);
  } finally {
    await close();
  }
}

function fail(text: string) {
  console.error(text);
  process.exitCode = 2;
}

main().catch((error: unknown) => fail(error instanceof Error ? error.message : String(error)));
