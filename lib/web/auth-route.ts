import { newId } from "@/lib/ids";
import { UnreadableRequest } from "./refusal";
import { respondWithError } from "./respond";

type Handler<S> = (request: Request, segment: S) => Promise<Response>;

/** What next-auth takes for a fault of its own, a body that it cannot read or a password asked for by GET, is answered as every route does. */
export function readable<S>(handle: Handler<S>): Handler<S> {
  return async (request, segment) => {
    try {
      const { pathname } = new URL(request.url);
      if (request.method === "GET" && pathname.endsWith("/callback/credentials"))
        throw new UnreadableRequest(400, "A password is sent by POST.");
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
