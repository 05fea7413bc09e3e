import type { Contract } from "../contract/contract";
import { findMismatch } from "../contract/find-mismatch";
import { invalid } from "../refusal";
import type { Clock } from "./clock";
import { newId } from "./identifiers";

export interface Thing {
  id: string;
  object: string;
}

export interface Announced extends Thing {
  type: string;
}

export interface WorldSettings {
  /** Card payments are available at once instead of after two days. */
  paysAtOnce: boolean;
  /** A charge's balance transaction is null at first and comes some seconds later, as asynchronous capture allows. */
  booksLate: boolean;
}

/** Who caused an event, as events tell it. */
export interface Cause {
  requestId: string | null;
  idempotencyKey: string | null;
}

export interface WorldState {
  things: Thing[];
  notes: [string, unknown][];
}

/** Everything that this Stripe knows, and the only place that makes objects and events. */
export class World {
  readonly settings: WorldSettings = { paysAtOnce: false, booksLate: false };
  /** Where the hosted pages are reached. */
  url = "";
  cause: Cause = { requestId: null, idempotencyKey: null };
  /** Answers and events that are not as the contract says: mistakes of this stand-in. */
  readonly contractFaults: string[] = [];
  onEvent: (event: Announced) => void = () => undefined;
  private readonly things = new Map<string, Thing>();
  private readonly byKind = new Map<string, Map<string, Thing>>();
  /** What an object does not show but its behaviour needs. */
  private readonly notes = new Map<string, unknown>();

  constructor(
    readonly contract: Contract,
    readonly clock: Clock,
  ) {}

  /** A new object of this kind: what its type asks for and is not given is null, empty or zero. */
  create<T extends Thing>(kind: T["object"], given: Omit<Partial<T>, "object">): T {
    const schema = this.contract.schemaOf(kind);
    const isV2 = kind.startsWith("v2.");
    const blank = this.contract.blank(schema) as Record<string, unknown>;
    const id = { id: given.id ?? ("id" in schema.properties ? newId(kind) : undefined) };
    const created = "created" in schema.properties ? { created: isV2 ? this.clock.iso() : this.clock.now() } : {};
    const thing = { ...blank, ...id, ...created, ...given } as T;
    if (thing.id) this.replace(thing);
    return thing;
  }

  /** A part of an object by the name of its type, such as `Charges.Charge.Outcome`. */
  part<T>(definition: string, given: Partial<T>): T {
    return { ...(this.contract.blank(this.contract.definition(definition)) as object), ...given } as T;
  }

  find<T extends Thing>(kind: T["object"], id: string | null | undefined): T | null {
    const thing = id ? this.things.get(id) : undefined;
    return thing?.object === kind ? (thing as T) : null;
  }

  /** Refuses with 404 for the thing a path names, with 400 for one that a parameter names. */
  get<T extends Thing>(kind: T["object"], id: string, param?: string): T {
    const thing = this.find<T>(kind, id);
    if (thing) return thing;
    const name = kind.replaceAll(/[._]/g, " ").replaceAll(" ", "_");
    throw invalid(`No such ${name}: '${id}'`, param ?? "id", "resource_missing", param ? 400 : 404);
  }

  lookUp(id: string): Thing | undefined {
    return this.things.get(id);
  }

  /** Newest first. */
  list<T extends Thing>(kind: T["object"]): T[] {
    return [...((this.byKind.get(kind)?.values() as Iterable<T> | undefined) ?? [])].reverse();
  }

  forget(id: string): void {
    const thing = this.things.get(id);
    if (thing) this.byKind.get(thing.object)?.delete(id);
    this.things.delete(id);
  }

  replace(thing: Thing): void {
    this.things.set(thing.id, thing);
    const kind = this.byKind.get(thing.object) ?? new Map<string, Thing>();
    this.byKind.set(thing.object, kind.set(thing.id, thing));
  }

  note<T>(id: string, name: string): T | undefined {
    return this.notes.get(`${id} ${name}`) as T | undefined;
  }

  setNote(id: string, name: string, value: unknown): void {
    this.notes.set(`${id} ${name}`, value);
  }

  /** A snapshot event; webhooks go out once the current request is done with. */
  emit(type: string, thing: object, previous?: object): void {
    const data = { object: structuredClone(thing), ...(previous && { previous_attributes: previous }) };
    const request = { id: this.cause.requestId, idempotency_key: this.cause.idempotencyKey };
    this.announce({
      id: newId("event"),
      object: "event",
      api_version: this.contract.apiVersion,
      created: this.clock.now(),
      data,
      livemode: false,
      pending_webhooks: 0,
      request,
      type,
    });
  }

  /** A v2 event, which tells what happened to which object and leaves the object to be fetched. */
  emitThin(type: string, about: { related?: Thing & { url: string }; data?: object }): void {
    const { requestId: id, idempotencyKey } = this.cause;
    const reason = id ? { type: "request", request: { id, idempotency_key: idempotencyKey ?? "" } } : undefined;
    this.announce({
      id: newId("v2.core.event"),
      object: "v2.core.event",
      created: this.clock.iso(),
      livemode: false,
      type,
      ...(reason && { reason }),
      ...(about.related && {
        related_object: { id: about.related.id, type: about.related.object, url: about.related.url },
      }),
      ...(about.data && { data: about.data }),
    });
  }

  save(): WorldState {
    return { things: [...this.things.values()], notes: [...this.notes] };
  }

  load(state: WorldState): void {
    for (const thing of state.things) this.replace(thing);
    for (const [name, value] of state.notes) this.notes.set(name, value);
  }

  private announce(event: Announced & Record<string, unknown>): void {
    const schema = this.contract.eventSchema(event.type);
    const mismatch = schema ? findMismatch(this.contract, schema, event, event.type) : `${event.type} is no event type`;
    if (mismatch) this.contractFaults.push(mismatch);
    this.replace(event);
    this.onEvent(event);
  }
}

/** The id behind a field that may hold an id or the whole object. */
export function idOf(reference: string | { id: string } | null | undefined): string | null {
  return typeof reference === "string" ? reference : (reference?.id ?? null);
}

/** Stripe merges metadata; an empty value removes its key. */
export function mergeMetadata(
  known: Record<string, string> | null,
  given: Record<string, string | number | null> | null | "" | undefined,
): Record<string, string> {
  if (given === undefined) return known ?? {};
  if (given === "" || given === null) return {};
  const merged = { ...known, ...given };
  const kept = Object.entries(merged).filter(([, value]) => value !== "" && value !== null);
  return Object.fromEntries(kept.map(([key, value]) => [key, String(value)]));
}
