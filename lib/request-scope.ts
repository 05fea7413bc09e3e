import { AsyncLocalStorage } from "node:async_hooks";

interface RequestScope {
  requestId: string;
}

const scope = new AsyncLocalStorage<RequestScope>();

/** What is logged inside carries the request's id, however deep; verbs take it from their context. */
export function inRequest<T>(requestId: string, work: () => T): T {
  return scope.run({ requestId }, work);
}

export function requestIdNow(): string | undefined {
  return scope.getStore()?.requestId;
}
