import { root } from "@/bin/dependencies.mjs";
import type { Engine } from "@/bin/engine/prepare";
import { enrolHost } from "@/bin/up/hosts";
import type { Stack } from "./stack";

/** Enrols the host that the seed has a token for, with what its engine is reached by, and starts its agent. */
export async function startSeededHost(stack: Stack, engine: Engine): Promise<void> {
  const { url, demo } = stack.record;
  const host = demo.hosts.find(({ name }) => name === engine.name);
  if (!host) throw new Error(`The seed knows no host ${engine.name}.`);
  await enrolHost({ host, engine, address: url, root, env: stack.env });
  stack.startAgent(`agent-${engine.name}`, engine.agentStateDir);
}
