import http from "node:http";

export interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

export interface Asked {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
}

/** Requests as a program sends them, byte for byte: nothing is added but Host and Content-Length, and no redirection is followed. */
export class Caller {
  readonly #agent = new http.Agent({ keepAlive: true, maxSockets: 6 });

  constructor(readonly origin: string) {}

  close(): void {
    this.#agent.destroy();
  }

  send(asked: Asked): Promise<Answer> {
    const { method = "GET", path, headers = {}, body } = asked;
    const { hostname, port } = new URL(this.origin);
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    return new Promise((resolve, reject) => {
      const request = http.request(
        { agent: this.#agent, hostname, port, method, path, headers: { ...length, ...headers }, timeout: 60_000 },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
          });
        },
      );
      request.once("timeout", () => request.destroy(new Error(`${method} ${path} was not answered in a minute.`)));
      // a kept connection may be closed by the server in the moment that it is used again
      request.once("error", (error: NodeJS.ErrnoException) => {
        if (request.reusedSocket && error.code === "ECONNRESET") resolve(this.send(asked));
        else reject(error);
      });
      request.end(body);
    });
  }
}

/** All of `inputs` with so many under way at a time; the answers in their order. */
export async function inParallel<T, R>(inputs: readonly T[], work: (input: T) => Promise<R>, width = 6): Promise<R[]> {
  const results: R[] = new Array(inputs.length);
  let next = 0;
  const worker = async () => {
    while (next < inputs.length) {
      const at = next++;
      results[at] = await work(inputs[at] as T);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  return results;
}
