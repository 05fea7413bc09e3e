import { type ChainedEvent, FIRST_PREVIOUS_HASH } from "./event";

export interface ChainBreak {
  /** Where the chain is not what it was; null where it is about the whole of it. */
  sequence: string | null;
  eventId: string | null;
  problem: string;
}

/** A point of a chain that is known from elsewhere: its end, or what a day's anchor says. */
export interface KnownPoint {
  sequence: bigint;
  hash: string;
  /** `the anchor of 2026-11-28`. */
  source: string;
}

const MOST_BREAKS = 20;

/** Goes along a chain from its first event on and holds each against the one before; any number of events in any number of pieces. */
export class ChainCheck {
  readonly breaks: ChainBreak[] = [];
  #previous: string | null;
  #next: bigint;
  #points: KnownPoint[];

  constructor(
    private readonly hashOf: (event: ChainedEvent) => string,
    points: readonly KnownPoint[] = [],
    /** A file may begin later: then its first event is taken as it is. */
    first: bigint = 1n,
  ) {
    this.#next = first;
    this.#previous = first === 1n ? FIRST_PREVIOUS_HASH : null;
    this.#points = [...points].sort((a, b) => (a.sequence < b.sequence ? -1 : 1));
  }

  /** How many places the chain has so far. */
  get length(): bigint {
    return this.#next - 1n;
  }

  take(event: ChainedEvent): void {
    const sequence = BigInt(event.sequence);
    if (sequence !== this.#next) this.#found(event, `event ${this.#next} is missing, or stands elsewhere`);
    if (this.#previous !== null && event.previousHash !== this.#previous)
      this.#found(event, "it does not follow from the event before it");
    if (this.hashOf(event) !== event.hash) this.#found(event, "its content is not what was hashed");
    this.#meetPoints(sequence, event.hash);
    this.#previous = event.hash;
    this.#next = sequence + 1n;
  }

  /** After the last event: what is known of later ones is missing. */
  end(): ChainBreak[] {
    for (const { sequence, source } of this.#points)
      this.#add({ sequence: String(sequence), eventId: null, problem: `it is missing, though ${source} has it` });
    return this.breaks;
  }

  #meetPoints(sequence: bigint, hash: string): void {
    while (this.#points[0] && this.#points[0].sequence <= sequence) {
      const point = this.#points.shift()!;
      if (point.sequence === sequence && point.hash === hash) continue;
      this.#add({
        sequence: String(point.sequence),
        eventId: null,
        problem: `${point.source} has another hash for it`,
      });
    }
  }

  #found({ sequence, id }: ChainedEvent, problem: string): void {
    this.#add({ sequence, eventId: id, problem });
  }

  #add(found: ChainBreak): void {
    if (this.breaks.length < MOST_BREAKS) this.breaks.push(found);
  }
}
