import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { createDatabase } from "@/db/client";
import { LARGEST_LIST_BYTES } from "@/lib/compliance/lists/decode";
import { loadList } from "@/lib/compliance/load-list";
import { LIST_FORMATS, type ListFormat } from "@/lib/core/compliance/screening";
import { newId } from "@/lib/ids";
import { databaseUrl } from "./database-url";

const usage = `npm run load-list -- --format FORMAT FILE [--alt FILE] [--may-shrink]

Makes a published denied-party list current, all of it or nothing. The worker screens everybody anew.

  --format FORMAT   ${LIST_FORMATS.join(", ")}
  --alt FILE        alt.csv beside OFAC's sdn.csv
  --may-shrink      the list may have lost half of its entries
  --help            this text`;

function readOptions() {
  const { values, positionals } = parseArgs({
    options: {
      format: { type: "string" },
      alt: { type: "string" },
      "may-shrink": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
    allowPositionals: true,
  });
  if (values.help) return null;
  const [file] = positionals;
  if (positionals.length !== 1 || !file || !LIST_FORMATS.includes(values.format as ListFormat)) throw new Error(usage);
  return { ...values, format: values.format as ListFormat, file };
}

async function read(file: string) {
  if ((await stat(file)).size > LARGEST_LIST_BYTES)
    throw new Error(`${file} is larger than 64 MB: it is no such list.`);
  return { name: path.basename(file), content: new Uint8Array(await readFile(file)) };
}

async function main(): Promise<void> {
  const options = readOptions();
  if (!options) return console.log(usage);
  const file = await read(options.file);
  const alt = options.alt ? await read(options.alt) : null;
  const { db, close } = createDatabase(databaseUrl(), { max: 1, applicationName: "openhall-load-list" });
  try {
    const actor = { type: "system", name: "load-list" } as const;
    const ctx = { db, actor, now: new Date(), requestId: newId("req") };
    const loaded = await loadList(ctx, { format: options.format, file, alt, mayShrink: options["may-shrink"] });
    const { parties, added, changed, removed } = loaded;
    console.log(
      loaded.isNew
        ? `${loaded.versionId}: ${parties} parties; ${added} new, ${changed} changed, ${removed} gone.`
        : `${loaded.versionId} is this very file already.`,
    );
  } finally {
    await close();
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
