import type { World } from "./world";

/** One accepted request: its parameters are as the contract wants them. */
export interface Call<Params = Record<string, unknown>> {
  world: World;
  params: Params;
  /** What stood in the path's braces, in order. */
  ids: string[];
  /** The last of `ids`. */
  id: string;
}

/** What an operation does. Throws a Refusal before it changes anything that Stripe would not have changed. */
export type Behaviour = (call: Call<never>) => object;

/** By operation, such as `POST /v1/refunds/{id}`. */
export type Behaviours = Record<string, Behaviour>;

/** What Stripe refuses although each parameter has its type; checked before anything happens, so nothing is saved under the key. */
export type Rules = Record<string, (call: Call<never>) => void>;
