export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** No tool nests as deeply; a file made to does not exhaust the stack. */
const DEEPEST = 64;

class Cut extends Error {}

/** Reads as far as the text is JSON. What was begun and not ended keeps its whole members. */
class Reader {
  #at = 0;
  #depth = 0;
  readonly #text: string;
  isDamaged = false;

  constructor(text: string) {
    this.#text = text;
  }

  value(): Json {
    this.#space();
    const char = this.#text[this.#at];
    if (char === "{") return this.#object();
    if (char === "[") return this.#array();
    if (char === '"') return this.#string();
    return this.#word();
  }

  get rest(): string {
    return this.#text.slice(this.#at);
  }

  #space() {
    while (/\s/.test(this.#text[this.#at] ?? "")) this.#at++;
  }

  /** Members until the closing bracket; damage ends them, and everything around them. */
  #members(close: string, member: () => void) {
    if (++this.#depth > DEEPEST) throw new Cut();
    this.#at++;
    this.#space();
    if (this.#text[this.#at] === close) {
      this.#depth--;
      this.#at++;
      return;
    }
    try {
      for (;;) {
        member();
        this.#space();
        const char = this.#text[this.#at++];
        if (char === close) {
          this.#depth--;
          return;
        }
        if (char !== ",") throw new Cut();
      }
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      this.isDamaged = true;
    }
  }

  #object(): Json {
    const object: { [key: string]: Json } = Object.create(null);
    this.#members("}", () => {
      this.#space();
      const key = this.#string();
      this.#space();
      if (this.#text[this.#at++] !== ":") throw new Cut();
      const value = this.value();
      object[key] = value;
      if (this.isDamaged) throw new Cut();
    });
    return object;
  }

  #array(): Json {
    const array: Json[] = [];
    this.#members("]", () => {
      array.push(this.value());
      if (this.isDamaged) throw new Cut();
    });
    return array;
  }

  #string(): string {
    const match = /"(?:[^"\\\n]|\\.)*"/y;
    match.lastIndex = this.#at;
    const text = match.exec(this.#text)?.[0];
    if (text === undefined) throw new Cut();
    this.#at += text.length;
    try {
      return JSON.parse(text) as string;
    } catch {
      throw new Cut();
    }
  }

  /** A number at the very end may have been longer. Python writes NaN and Infinity. */
  #word(): Json {
    const match = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null|NaN|-?Infinity/y;
    match.lastIndex = this.#at;
    const text = match.exec(this.#text)?.[0];
    if (text === undefined || this.#at + text.length >= this.#text.length) throw new Cut();
    this.#at += text.length;
    if (/NaN|Infinity/.test(text)) return null;
    return JSON.parse(text) as Json;
  }
}

/** The JSON in a tool's output, after what it says before it. Null where there is none. */
export function readJson(text: string): { json: Json; isDamaged: boolean } | null {
  const start = /^\s*[[{]/m.exec(text);
  if (!start) return null;
  const reader = new Reader(text.slice(start.index));
  let json: Json;
  try {
    json = reader.value();
  } catch (error) {
    if (error instanceof Cut) return null;
    throw error;
  }
  return { json, isDamaged: reader.isDamaged || reader.rest.trim() !== "" };
}

export function isObject(json: Json | undefined): json is { [key: string]: Json } {
  return typeof json === "object" && json !== null && !Array.isArray(json);
}

/** A member by name in any case: a version of amd-smi writes some in capitals. */
export function member(json: Json | undefined, name: string): Json | undefined {
  if (!isObject(json)) return undefined;
  if (name in json) return json[name];
  const key = Object.keys(json).find((candidate) => candidate.toLowerCase() === name);
  return key === undefined ? undefined : json[key];
}

/** A value of tools that write numbers as numbers here and as text there. */
export function asText(json: Json | undefined): string | null {
  if (typeof json === "string") return json;
  return typeof json === "number" ? String(json) : null;
}
