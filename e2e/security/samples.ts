import { z } from "zod";
import { testSshKey } from "@/db/testing/ssh-keys";
import { newId } from "@/lib/ids";
import type { Row } from "./row";

interface Described {
  type?: string;
  format?: string;
  pattern?: string;
  enum?: unknown[];
  minimum?: number;
  items?: Described;
  properties?: Record<string, Described>;
  required?: string[];
}

/** By a field's name, where its schema does not say what would do. */
const FIELDS: Record<string, () => unknown> = {
  accelerators: () => "64",
  address: () => "1 Sample Street, Sampleton",
  alerts: () => "50, 80",
  amount: () => "10",
  burnPerHour: () => "100",
  cap: () => "100000",
  cardPerDay: () => "100",
  city: () => "Oslo",
  country: () => "NO",
  creditLimit: () => "0",
  creditPercent: () => "10",
  email: () => "nobody@example.test",
  expiresOn: () => daysFromNow(90).slice(0, 10),
  from: () => daysFromNow(2),
  fromMonth: () => daysFromNow(62).slice(0, 7),
  hostName: () => `sample-${tag()}`,
  idempotencyKey: () => newId("req"),
  jurisdiction: () => "NO",
  kind: () => "customer",
  minimum: () => "1",
  monthly: () => "100",
  monthlyCap: () => "500",
  name: () => `sample ${tag()}`,
  on: () => daysFromNow(40).slice(0, 10),
  organizationName: () => "Sample organization",
  password: () => "plenty of words here",
  percent: () => "5",
  price: () => "2",
  publicKey: testSshKey,
  rate: () => "0.5",
  ratePercent: () => "10",
  region: () => "*",
  reservePercent: () => "5",
  segment: () => "standard",
  threshold: () => "5",
  throughMonth: () => daysFromNow(93).slice(0, 7),
  to: () => daysFromNow(3),
  token: () => "never-mailed",
  wholesalePerHour: () => "1.90",
};

const tag = () => newId("req").slice(-8);
/** On a whole hour, for what is dated to hours. */
const daysFromNow = (days: number) => new Date(Math.ceil(Date.now() / 3_600_000 + days * 24) * 3_600_000).toISOString();

export function inputOf(schema: z.ZodType): Described {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }) as Described;
}

function sampleOf(name: string, field: Described): unknown {
  if (field.type === "array") return [sampleOf(name, field.items ?? {})];
  if (field.enum) return field.enum[0];
  if (field.type === "integer" || field.type === "number") return Math.max(1, field.minimum ?? 1);
  if (field.type === "boolean") return true;
  const text = FIELDS[name]?.();
  const isDay = field.format === "date" || field.pattern === "^\\d{4}-\\d{2}-\\d{2}$";
  return (
    (isDay && typeof text === "string" ? text.slice(0, 10) : text) ??
    (/Id(s|)$/.test(name) ? newId("req") : "A sample of some words")
  );
}

/** Input that the schema takes: what is required, with the ids of `ids` by the fields' names, and what the row says beside. */
export function makeSample(
  schema: z.ZodType,
  row: Pick<Row, "input">,
  ids: Record<string, string>,
): Record<string, unknown> {
  const { properties = {}, required = [] } = inputOf(schema);
  const sample: Record<string, unknown> = {};
  for (const name of required) {
    const isList = properties[name]?.type === "array";
    const id = ids[name];
    sample[name] = id === undefined ? sampleOf(name, properties[name] ?? {}) : isList ? [id] : id;
  }
  for (const [name, value] of Object.entries(row.input ?? {})) sample[name] = resolve(value, ids);
  if (properties.from && properties.to && !required.includes("evidence"))
    Object.assign(sample, datesOf(schema, sample));
  const { success, error } = schema.safeParse(sample);
  if (!success) throw new Error(`Say in its row what it takes: ${z.prettifyError(error)} ${JSON.stringify(sample)}`);
  return sample;
}

/** A form sends text, code may send dates: null where only those do. */
function datesOf(schema: z.ZodType, sample: Record<string, unknown>): Record<string, unknown> {
  return schema.safeParse(sample).success ? {} : { from: null, to: null };
}

function resolve(value: unknown, ids: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one, ids));
  return typeof value === "string" ? (ids[value] ?? value) : value;
}
