import { newId } from "@/lib/ids";
import { UnreadableRequest } from "./refusal";
import { respondWithError } from "./respond";

type Handler<S> = (request: Request, segment: S) => Promise<Response>;

/** next-auth lets fall what it cannot read of a body; here that is answered, as every route answers it. */
export function readable<S>(handle: Handler<S>): Handler<S> {
  return async (request, segment) => {
    try {
      return await handle(request, segment);
    } catch (error) {
      const told =
        error instanceof SyntaxError
          ? new UnreadableRequest(400, "The body is not what its content type says.")
          : error;
      return respondWithError(told, newId("req"));
    }
  };
}
