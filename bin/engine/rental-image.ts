import { createHash } from "node:crypto";
import { access, mkdir, readdir, readFile, rm } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type Docker from "dockerode";
import { inspectMachine } from "./packages";
import { buildRentalTar, rentalRecipe } from "./rental-rootfs";

const REPOSITORY = "localhost/openhall-rental";

/** What the platform asks for by default; always the newest recipe on this engine. */
export const RENTAL_IMAGE = `${REPOSITORY}:1`;

async function recipeHash(): Promise<string> {
  const hash = createHash("sha256");
  const files = (await readdir(rentalRecipe)).sort().map((name) => join(rentalRecipe, name));
  const builders = ["rental-rootfs.ts", "debian-packages.ts"].map((name) => join(import.meta.dirname, name));
  for (const file of [...files, ...builders]) hash.update(await readFile(file));
  hash.update(await readFile("/etc/debian_version", "utf8").catch(() => ""));
  return hash.digest("hex").slice(0, 12);
}

let building: Promise<void> | null = null;

async function ensureTar(tarPath: string, log: (line: string) => void): Promise<void> {
  const cached = await access(tarPath).then(
    () => true,
    () => false,
  );
  if (cached) return;
  const startedAt = performance.now();
  const dir = dirname(tarPath);
  await mkdir(dir, { recursive: true });
  const outdated = (await readdir(dir)).filter((name) => name.endsWith(".tar"));
  await buildRentalTar(join(dir, `build-${process.pid}`), tarPath);
  for (const name of outdated) await rm(join(dir, name), { force: true });
  log(`rental image built from Debian packages in ${Math.round(performance.now() - startedAt)} ms`);
}

async function finished(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  await new Promise<void>((settle, refuse) => {
    docker.modem.followProgress(stream, (error, output: { error?: string }[]) => {
      const failure = error?.message ?? output.find((line) => line.error)?.error;
      if (failure) refuse(new Error(`The rental image could not be built: ${failure}`));
      else settle();
    });
  });
}

/** Makes the rental image available on this engine as `localhost/openhall-rental:<hash>` and `:1`; gives the former. */
export async function ensureRentalImage(
  docker: Docker,
  stateDir: string,
  log: (line: string) => void = () => {},
): Promise<string> {
  const tag = await recipeHash();
  const image = `${REPOSITORY}:${tag}`;
  const present = await docker
    .getImage(image)
    .inspect()
    .then(
      () => true,
      () => false,
    );
  if (!present) {
    if ((await inspectMachine("")).hasApt) {
      const tarPath = join(resolve(stateDir), "rental-image", `${tag}.tar`);
      building ??= ensureTar(tarPath, log).finally(() => {
        building = null;
      });
      await building;
      await finished(
        docker,
        await docker.importImage(tarPath, {
          repo: REPOSITORY,
          tag,
          changes: ['ENTRYPOINT ["/sbin/rental-init"]', "EXPOSE 22"],
        }),
      );
    } else {
      log("building the rental image from debian:bookworm-slim");
      const src = ["Dockerfile", "rental-init", "bashrc", "profile"];
      await finished(docker, await docker.buildImage({ context: rentalRecipe, src }, { t: image }));
    }
  }
  await docker.getImage(image).tag({ repo: REPOSITORY, tag: "1" });
  return image;
}
