import { createHash } from "node:crypto";
import { Refusal } from "../refusal";
import type { Clock } from "./clock";

const lifetimeMs = 24 * 3_600_000;

export interface SavedAnswer {
  status: number;
  body: string;
}

interface Entry {
  fingerprint: string;
  atMs: number;
  /** Null while the first request is under way. */
  answer: SavedAnswer | null;
}

export class IdempotencyStore {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly clock: Clock) {}

  /** The saved answer to this key, or null after having claimed it; refuses other parameters and a request still under way. */
  claim(key: string, request: { method: string; path: string; body: string }): SavedAnswer | null {
    this.prune();
    const parts = [request.method, request.path, request.body];
    const fingerprint = createHash("sha256").update(parts.join("\n")).digest("hex");
    const known = this.entries.get(key);
    if (!known) {
      this.entries.set(key, { fingerprint, atMs: this.clock.nowMs(), answer: null });
      return null;
    }
    if (known.fingerprint !== fingerprint) {
      throw new Refusal(400, {
        type: "idempotency_error",
        message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    if (!known.answer) {
      throw new Refusal(409, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
        message: "There is currently another in-progress request using this Stripe account with this idempotent key.",
      });
    }
    return known.answer;
  }

  keep(key: string, answer: SavedAnswer): void {
    const entry = this.entries.get(key);
    if (entry) entry.answer = answer;
  }

  release(key: string): void {
    this.entries.delete(key);
  }

  save(): [string, Entry][] {
    return [...this.entries].filter(([, entry]) => entry.answer);
  }

  load(entries: [string, Entry][]): void {
    for (const [key, entry] of entries) this.entries.set(key, entry);
  }

  private prune(): void {
    const oldest = this.clock.nowMs() - lifetimeMs;
    for (const [key, entry] of this.entries) if (entry.atMs < oldest) this.entries.delete(key);
  }
}
