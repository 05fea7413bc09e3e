import type { OrganizationKind, Permission } from "@/lib/core/permissions";
import type { Code } from "./outcome";

/**
 * Whose business an entrance is: a permission of lib/core/permissions; anyone's; every signed-in person's, of whatever kind; an enrolled
 * host's, by the headers that it signs with; whoever's whose body proves it, by a token or a signature.
 */
export type Asks = Permission | "public" | "person" | "agent" | "signed";

export interface Row {
  asks: Asks;
  /** Of a page: whose portal it is in, where the wrong kind finds no such page. */
  kind?: OrganizationKind;
  /** What stands in the brackets of the path, as `World` names it, in their order. */
  at?: string[];
  query?: string;
  /** Whose the object is, where it is not the party that the entrance is for. */
  owners?: OrganizationKind[];
  /** Of what every person may ask: only with a second factor that was proven a moment ago. */
  isFresh?: boolean;
  /** What everybody of a kind is answered, whatever their role. */
  always?: Partial<Record<OrganizationKind, Code>>;
  /** What whoever of a kind is let in is told all the same. */
  afterwards?: Partial<Record<OrganizationKind, Code>>;
  /** Why nobody who would be let in is asked to: it ends what the next one asks with, and no input of it means nothing. */
  endsAsker?: string;
  /** Of themselves alone, or of those who belong to the organization: not of who looks in for support. */
  isOwn?: boolean;
  /** Leaves a mark in the log, which who only looks does not. */
  isMarked?: boolean;
  /** Of all of an organization, which who is held to projects does not touch. */
  isWhole?: boolean;
  /** Ends the visit of who looks in for support, and so is asked by none of them. */
  endsVisit?: boolean;
  /** What whoever is let in is told all the same: a password that is wrong on purpose. */
  everybody?: Code;
  /** Why the world has none of what it asks for, where one's own id is answered like another's. */
  hasNone?: string;
  /** Beside what is made of the schema. */
  input?: Record<string, unknown>;
}

export const page = (kind: OrganizationKind, asks: Permission, at: string[] = []): Row => ({ asks, kind, at });
export const route = (asks: Asks, at: string[] = [], more: Partial<Row> = {}): Row => ({ asks, at, ...more });
export const action = (asks: Asks, input: Record<string, unknown> = {}): Row => ({ asks, input });
/** Not of who looks in for support. */
export const own = (row: Row): Row => ({ ...row, isOwn: true });
