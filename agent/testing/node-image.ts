import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import type Docker from "dockerode";
import { unpackPackages } from "../../bin/engine/debian-packages";

async function finished(docker: Docker, stream: NodeJS.ReadableStream): Promise<void> {
  await new Promise<void>((settle, refuse) => {
    docker.modem.followProgress(stream, (error, lines: { error?: string }[]) => {
      const failure = error?.message ?? lines.find((line) => line.error)?.error;
      if (failure) refuse(new Error(failure));
      else settle();
    });
  });
}

/** What base.dockerfile asks a registry for, of this Node and Debian's packages. */
export async function importBase(docker: Docker, dir: string, image: { repo: string; tag: string }): Promise<void> {
  const rootfs = join(dir, "rootfs");
  for (const name of ["proc", "sys", "dev", "etc"]) mkdirSync(join(rootfs, name), { recursive: true });
  await unpackPackages(rootfs, join(dir, "debs"), ["libc6", "libstdc++6", "libgcc-s1", "iptables"]);
  for (const name of ["iptables", "ip6tables"])
    for (const part of ["", "-save", "-restore"])
      symlinkSync("xtables-nft-multi", join(rootfs, "usr/sbin", `${name}${part}`));
  mkdirSync(join(rootfs, "usr/local/bin"), { recursive: true });
  copyFileSync(process.execPath, join(rootfs, "usr/local/bin/node"));
  const archive = join(dir, "rootfs.tar");
  execFileSync("tar", ["-C", rootfs, "--owner=0", "--group=0", "-cf", archive, "."]);
  const changes = "ENV PATH=/usr/local/bin:/usr/sbin:/usr/bin";
  await finished(docker, await docker.importImage(archive, { ...image, changes }));
}

export async function buildImage(docker: Docker, context: string, src: string[], base: string, tag: string) {
  const options = { t: tag, buildargs: { BASE: base }, networkmode: "none" };
  await finished(docker, await docker.buildImage({ context, src }, options));
}
