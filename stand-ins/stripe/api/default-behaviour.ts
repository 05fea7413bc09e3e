import type { MatchedOperation } from "../contract/contract";
import { invalid } from "../refusal";
import type { Call } from "./call";
import { page } from "./lists";
import { mergeMetadata, type Thing } from "./world";

/** Objects that can be read and listed without code of their own. */
const readable = new Set([
  "balance_transaction",
  "billing.meter",
  "charge",
  "checkout.session",
  "credit_note",
  "customer",
  "dispute",
  "event",
  "invoice",
  "invoice_payment",
  "invoiceitem",
  "payment_intent",
  "payment_method",
  "payout",
  "radar.early_fraud_warning",
  "refund",
  "setup_intent",
  "tax.calculation",
  "tax.registration",
  "tax_id",
  "transfer",
  "transfer_reversal",
  "v2.core.event",
  "v2.core.event_destination",
  "webhook_endpoint",
]);

const updatable = new Set([
  "charge",
  "checkout.session",
  "credit_note",
  "payment_intent",
  "payment_method",
  "payout",
  "refund",
  "setup_intent",
  "transfer",
  "transfer_reversal",
]);
/** Fields that change nothing but themselves. */
const plainFields = new Set(["description", "receipt_email", "transfer_group", "memo"]);

export const notImitated = (what: string, param?: string) =>
  invalid(`The stand-in does not imitate ${what}.`, param, "stand_in_not_imitated");

/** Reading, listing and changing descriptions and metadata, which all kinds of objects have in common. */
export function defaultBehaviour(operation: MatchedOperation, call: Call): object {
  const kind = call.world.contract.kindOf(operation.answer);
  if (kind && operation.method === "GET" && readable.has(kind)) {
    if (operation.isList) return list(operation, kind, call);
    if (operation.path.endsWith("}")) return retrieve(operation, kind, call);
  }
  if (kind && operation.method === "POST" && updatable.has(kind) && operation.path.endsWith("{id}")) {
    return update(kind, call);
  }
  throw notImitated(operation.name);
}

/** `/v1/customers/{customerId}/tax_ids/{id}`: the field that names the parent is `customer`. */
function parentField(operation: MatchedOperation): string | null {
  const [, , collection, braces, inner] = operation.path.split("/");
  return braces?.startsWith("{") && inner ? collection!.replace(/s$/, "") : null;
}

function retrieve(operation: MatchedOperation, kind: string, { world, ids, id }: Call): Thing {
  const thing = world.get<Thing>(kind, id);
  const parent = parentField(operation);
  if (parent && (thing as unknown as Record<string, unknown>)[parent] !== ids[0]) {
    throw invalid(`No such ${kind}: '${id}'`, "id", "resource_missing", 404);
  }
  return thing;
}

function list(operation: MatchedOperation, kind: string, { world, params, ids }: Call): object {
  const { properties } = world.contract.schemaOf(kind);
  const strange = Object.keys(params).find((name) => !(name in properties) && !isPaging(name));
  if (strange) throw notImitated(`the filter ${strange} of ${operation.name}`, strange);
  const parent = parentField(operation);
  const filters = parent ? { ...params, [parent]: ids[0] } : params;
  const url = operation.path.replace(/\{\w+\}/, ids[0] ?? "");
  const isLeft = (thing: Thing) => !(thing as Thing & { deleted?: boolean }).deleted;
  return page(url, world.list<Thing>(kind).filter(isLeft), filters);
}

const isPaging = (name: string): boolean => ["limit", "starting_after", "ending_before", "expand"].includes(name);

function update(kind: string, { world, params, id }: Call): Thing {
  const thing = world.get<Thing & { metadata: Record<string, string> | null }>(kind, id);
  const { metadata, expand: _, ...fields } = params;
  const strange = Object.keys(fields).find((name) => !plainFields.has(name));
  if (strange) throw notImitated(`a change of ${strange}`, strange);
  Object.assign(thing, fields);
  if (metadata !== undefined) thing.metadata = mergeMetadata(thing.metadata, metadata as Record<string, string>);
  const type = `${kind}.updated`;
  if (world.contract.hasEventType(type)) world.emit(type, thing);
  return thing;
}
