import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type Docker from "dockerode";

async function finished(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  await new Promise<void>((settle, refuse) => {
    docker.modem.followProgress(stream, (error, lines: { error?: string }[]) => {
      const failure = error?.message ?? lines.find((line) => line.error)?.error;
      if (failure) refuse(new Error(failure));
      else settle();
    });
  });
}

/** This Node and the libraries that it is linked against, as an image: a base that no registry has to be asked for. */
export async function importNode(docker: Docker, dir: string, repo: string): Promise<void> {
  const linked = execFileSync("ldd", [process.execPath], { encoding: "utf8" });
  const libraries = [...linked.matchAll(/(\/\S+\.so\S*)/g)].map(([, path]) => path ?? "");
  const files = [[process.execPath, "/usr/local/bin/node"] as const, ...libraries.map((path) => [path, path] as const)];
  for (const [from, to] of files) {
    mkdirSync(dirname(join(dir, to)), { recursive: true });
    copyFileSync(from, join(dir, to));
  }
  execFileSync("tar", ["-C", dir, "-cf", `${dir}.tar`, "."]);
  await finished(
    docker,
    await docker.importImage(`${dir}.tar`, { repo, tag: "test", changes: "ENV PATH=/usr/local/bin" }),
  );
}

export async function buildImage(docker: Docker, context: string, src: string[], base: string, tag: string) {
  const options = { t: tag, buildargs: { BASE: base }, networkmode: "none" };
  await finished(docker, await docker.buildImage({ context, src }, options));
}
