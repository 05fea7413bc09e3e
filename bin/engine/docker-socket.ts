import { request } from "node:http";
import { resolve } from "node:path";

export const DEFAULT_SOCKET = "/var/run/docker.sock";

/** The socket that Docker's own client would use; null where DOCKER_HOST names something that is no socket. */
export function socketFromEnvironment(dockerHost = process.env.DOCKER_HOST): string | null {
  if (!dockerHost) return DEFAULT_SOCKET;
  return dockerHost.startsWith("unix://") ? resolve(dockerHost.slice("unix://".length)) : null;
}

export function engineAnswers(socketPath: string, timeoutMs = 2_000): Promise<boolean> {
  return new Promise((settle) => {
    const probe = request({ socketPath, path: "/_ping", timeout: timeoutMs }, (response) => {
      response.resume();
      settle(response.statusCode === 200);
    });
    probe.once("timeout", () => probe.destroy(new Error("timeout")));
    probe.once("error", () => settle(false));
    probe.end();
  });
}
