import type { AgentKey } from "./key";

/** Where keys are kept so that they outlive the process. */
export interface KeyStore {
  /** The next key: the one that is kept already, or a new one, durably written. */
  nextKey(): Promise<AgentKey>;
  /** Makes the next key the key, in one step. */
  promoteNextKey(): Promise<void>;
}

/**
 * The host's key and, while it is being replaced, the next. Whatever moment the process was killed in, one of the two is taken by the
 * platform: whichever is refused, the other is tried, and the next one becomes the key once the platform has taken it.
 */
export class KeyRing {
  readonly #store: KeyStore;
  #key: AgentKey;
  #next: AgentKey | null;
  #active: AgentKey;

  constructor(store: KeyStore, key: AgentKey, next: AgentKey | null) {
    this.#store = store;
    this.#key = key;
    this.#next = next;
    this.#active = key;
  }

  get active(): AgentKey {
    return this.#active;
  }

  /** A replacement was begun and is not through. */
  get isUnfinished(): boolean {
    return this.#next !== null;
  }

  async prepareNext(): Promise<AgentKey> {
    this.#next ??= await this.#store.nextKey();
    return this.#next;
  }

  /** The platform knows the next key: from now on it signs. */
  switchToNext(): void {
    if (this.#next) this.#active = this.#next;
  }

  /** The platform refused this key. Whether there is another to try. */
  turnFrom(refused: AgentKey): boolean {
    if (this.#active !== refused) return true;
    if (!this.#next) return false;
    this.#active = refused === this.#key ? this.#next : this.#key;
    return true;
  }

  /** The platform took a message by this key. */
  async settle(taken: AgentKey): Promise<void> {
    if (taken !== this.#next) return;
    this.#key = taken;
    this.#active = taken;
    this.#next = null;
    await this.#store.promoteNextKey();
  }
}
