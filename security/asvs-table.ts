import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";

const STATES = ["held", "partly", "gap", "n/a"] as const;

const requirement = z.strictObject({
  id: z.string().regex(/^\d{1,2}\.\d\.\d{1,2}$/),
  level: z.union([z.literal(1), z.literal(2)]),
  text: z.string().min(5),
  state: z.enum(STATES),
  /** Files or folders of this repository. */
  where: z.array(z.string()).min(1).optional(),
  /** A file, and a part of a test's name as it is written there. */
  tests: z
    .array(z.strictObject({ file: z.string(), name: z.string().min(8) }))
    .min(1)
    .optional(),
  note: z.string().min(5).optional(),
  /** Why no test shows it. */
  untested: z.string().min(5).optional(),
});

const tableSchema = z.strictObject({
  source: z.string(),
  licence: z.string(),
  chapters: z.record(z.string(), z.string()),
  requirements: z.array(requirement),
});
export type AsvsTable = z.infer<typeof tableSchema>;
type Requirement = AsvsTable["requirements"][number];

export const ASVS_FILE = "security/asvs.json";
export const ASVS_PAGE = "docs/security/asvs.md";

export function readAsvs(root: string): AsvsTable {
  return tableSchema.parse(JSON.parse(readFileSync(path.join(root, ASVS_FILE), "utf8")));
}

/** What a row says that the repository does not: files, tests, reasons. */
export function findFaults(root: string, row: Requirement): string[] {
  const { id, state, where = [], tests = [], note, untested } = row;
  const faults = where.filter((file) => !existsSync(path.join(root, file))).map((file) => `${file} is not there`);
  for (const { file, name } of tests) {
    if (!existsSync(path.join(root, file))) faults.push(`${file} is not there`);
    else if (!readFileSync(path.join(root, file), "utf8").includes(name)) faults.push(`${file} has no "${name}"`);
  }
  if (state !== "held" && !note) faults.push(`is ${state} without a word why`);
  if (state === "n/a" && where.length + tests.length > 0) faults.push("does not apply, and yet is held somewhere");
  const isDocument = where.length > 0 && where.every((file) => file.endsWith(".md"));
  if (state === "held" && where.length === 0) faults.push("is held nowhere");
  if (state === "held" && tests.length === 0 && !untested && !isDocument) faults.push("has no test and no reason");
  return faults.map((fault) => `${id}: ${fault}`);
}

/** Of what applies. */
export function shareHeld(table: AsvsTable, level: 1 | 2): { held: number; of: number } {
  const applying = table.requirements.filter((row) => row.level === level && row.state !== "n/a");
  return { held: applying.filter((row) => row.state === "held").length, of: applying.length };
}

const percent = ({ held, of }: { held: number; of: number }) => `${((held / of) * 100).toFixed(1)} %`;
const code = (text: string) => `\`${text}\``;
const cell = (text: string) => text.replaceAll("|", "\\|");

function rowOf({ id, level, text, state, where = [], tests = [], note = "", untested }: Requirement): string {
  const shown = tests.map(({ file, name }) => `${code(file)}: ${name}`);
  const reason = untested ? [`none: ${untested}`] : [];
  const cells = [id, `L${level}`, text, state, where.map(code).join("<br>"), [...shown, ...reason].join("<br>"), note];
  return `| ${cells.map(cell).join(" | ")} |`;
}

function countsOf(table: AsvsTable, level: 1 | 2): string {
  const rows = table.requirements.filter((row) => row.level === level);
  const count = (state: Requirement["state"]) => rows.filter((row) => row.state === state).length;
  const counts = [rows.length, ...STATES.map(count), percent(shareHeld(table, level))];
  return `| L${level} | ${counts.join(" | ")} |`;
}

export function renderAsvs(table: AsvsTable): string {
  const open = table.requirements.filter(({ state }) => state === "partly" || state === "gap");
  const chapters = Object.entries(table.chapters).flatMap(([number, title]) => [
    `## V${number} ${title}`,
    "",
    "| id | level | requirement | state | where | test | remark |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...table.requirements.filter(({ id }) => id.startsWith(`${number}.`)).map(rowOf),
    "",
  ]);
  return [
    "# OWASP ASVS 5.0, level 1 and 2",
    "",
    `Made of \`${ASVS_FILE}\` by \`npm run asvs\`; \`security/asvs.test.ts\` fails where a file or a test is not there. ${table.source} This page is under ${table.licence}.`,
    "",
    "| level | requirements | held | partly | gap | n/a | held of what applies |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    countsOf(table, 1),
    countsOf(table, 2),
    "",
    "*held*: wholly, by the file and shown by the test. *partly*, *gap*: the remark says what is missing. *n/a*: we have no such thing.",
    "",
    "## What is open",
    "",
    ...open.map(({ id, text, state, note }) => `- **${id}** (${state}) ${text} ${note}`),
    "",
    ...chapters,
  ].join("\n");
}
