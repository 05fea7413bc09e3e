import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { hashOf } from "@/lib/audit/event-rows";
import { ChainCheck, type KnownPoint } from "@/lib/core/audit/check-chain";
import { type ChainedEvent, chainedEventSchema } from "@/lib/core/audit/event";

const usage = `npm run verify-audit -- LOG.ndjson [--kept SEQUENCE:HASH ...]

Recomputes the chain of an exported audit log, without a database.

  --kept SEQUENCE:HASH   a point that you kept, as the settings show it for each day; it must be in the file. May be given often.
  --help                 this text

Exit: 0 sound, 1 not sound, 2 not a log.`;

class UsageError extends Error {}

function readOptions() {
  try {
    const options = { kept: { type: "string", multiple: true }, help: { type: "boolean", short: "h" } } as const;
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n\n${usage}`);
  }
}

function readPoint(text: string): KnownPoint {
  const match = /^(\d{1,18}):([0-9a-f]{64})$/.exec(text);
  if (!match) throw new UsageError(`--kept ${text} is not SEQUENCE:HASH`);
  return { sequence: BigInt(match[1]!), hash: match[2]!, source: "what you kept" };
}

async function* eventsOf(file: string): AsyncGenerator<ChainedEvent> {
  let line = 0;
  for await (const text of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    line += 1;
    try {
      yield chainedEventSchema.parse(JSON.parse(text));
    } catch {
      throw new UsageError(`${file}: line ${line} is not an event of an audit log`);
    }
  }
}

async function main(): Promise<void> {
  const { values, positionals } = readOptions();
  if (values.help) return console.log(usage);
  const [file, ...more] = positionals;
  if (!file || more.length > 0) throw new UsageError(usage);
  const points = (values.kept ?? []).map(readPoint);
  let check: ChainCheck | undefined;
  let first = 0n;
  for await (const event of eventsOf(file)) {
    first ||= BigInt(event.sequence);
    check ??= new ChainCheck(hashOf, points, first);
    check.take(event);
  }
  if (!check) throw new UsageError(`${file} holds no events`);
  const breaks = check.end();
  for (const { sequence, problem } of breaks) console.log(`FAIL event ${sequence}: ${problem}`);
  const range = `events ${first} to ${check.length}`;
  const kept = points.length > 0 ? ", and has what you kept" : "";
  console.log(
    breaks.length > 0
      ? `The log is NOT sound (${range}).`
      : `The log is sound: ${range} follow one from the other${kept}.`,
  );
  process.exitCode = breaks.length > 0 ? 1 : 0;
}

main().catch((error: unknown) => {
  const isNoFile = (error as { code?: unknown }).code === "ENOENT";
  console.error(error instanceof UsageError || isNoFile ? (error as Error).message : String((error as Error).stack));
  process.exitCode = 2;
});
