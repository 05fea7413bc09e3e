import http from "node:http";
import { die, type Statements } from "./statements";

type Request = (options: http.RequestOptions, ...rest: unknown[]) => http.ClientRequest;

/** As a request is told among the statements. */
export const isRequest = (text: string) => /^(GET|POST|DELETE) \//.test(text);

/** What the process asks for over HTTP is counted in one row with its statements, and it dies there likewise: Stripe's SDK goes this way. */
export function countRequests(statements: Statements): void {
  const plain = http.request as Request;
  const counted: Request = (options, ...rest) => {
    const when = statements.count(`${options.method ?? "GET"} ${options.path ?? "/"}`);
    const request = plain(options, ...rest);
    // handed over to the operating system, which delivers it whatever becomes of this process
    if (when === "sent") request.once("finish", die);
    if (when === "after") request.prependOnceListener("response", die);
    return request;
  };
  http.request = counted as typeof http.request;
}
