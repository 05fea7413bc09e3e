import type { Actor, Context } from "@/lib/context";

export type HostActor = Extract<Actor, { type: "host" }>;

/** A request that a host's agent has signed. */
export type HostContext = Context & { actor: HostActor };
