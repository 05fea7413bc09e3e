import { readFileSync } from "node:fs";
import { z } from "zod";

const list = z.string().transform((cell) => cell.split(";").filter((item) => item !== ""));
const words = z.string().transform((cell) => (cell === "" ? null : cell));
const figure = z
  .string()
  .regex(/^(\d+(\.\d+)?)?$/)
  .transform((cell) => (cell === "" ? null : Number(cell)));

const modelRow = z.strictObject({
  code: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  vendor: z.string().min(1),
  name: z.string().min(1),
  aliases: list,
  formFactor: words,
  chipsPerCard: z
    .string()
    .regex(/^[1-9]?$/)
    .transform((cell) => (cell === "" ? 1 : Number(cell))),
  memoryGb: figure,
  memoryType: words,
  memoryBandwidthGbPerS: figure,
  bf16Tflops: figure,
  fp8Tflops: figure,
  int8Tops: figure,
  tdpW: figure,
  interconnect: words,
  interconnectGbPerS: figure,
  pciIds: list,
  reportedNames: list,
  reportedMemoryMib: figure,
  source: z.string().min(1),
  unverified: list,
});
export type AcceleratorModelFacts = z.infer<typeof modelRow>;

/** The rows of accelerators.tsv; a blank cell is null, never a guess. */
export function readAcceleratorModels(): AcceleratorModelFacts[] {
  const text = readFileSync(new URL("./accelerators.tsv", import.meta.url), "utf8");
  const [header = "", ...rows] = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  const columns = header.split("\t");
  return rows.map((row) => {
    const cells = row.split("\t");
    return modelRow.parse(Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""])));
  });
}
