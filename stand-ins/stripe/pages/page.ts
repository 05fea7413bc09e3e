import type { World } from "../api/world";

/** A hosted page is shown by GET and acted on by POST with the fields of its form. */
export interface PageRequest {
  world: World;
  method: string;
  id: string;
  fields: Record<string, string>;
}

export type PageAnswer = { status: number; body: string } | { location: string };

export type Page = (request: PageRequest) => PageAnswer;
