import { mkdir, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { aptGet } from "./packages";
import { run } from "./processes";

/** The packages with the libraries that they need, without the rest of Debian that they would bring. */
async function packagesWithLibraries(rootPackages: readonly string[]): Promise<string[]> {
  const wanted = new Set(rootPackages);
  let round = [...rootPackages];
  const without = ["recommends", "suggests", "conflicts", "breaks", "replaces", "enhances"].map(
    (kind) => `--no-${kind}`,
  );
  while (round.length > 0) {
    const output = await run("apt-cache", ["depends", ...without, ...round]);
    const found = [...output.matchAll(/^\s+\|?(?:Pre)?Depends: ((?:lib|zlib)\S+)$/gm)].map(([, name = ""]) => name);
    round = [...new Set(found)].filter((name) => !wanted.has(name));
    for (const name of round) wanted.add(name);
  }
  return [...wanted];
}

/** Into an empty `rootfs`; the packages' files pass through `debs`. */
export async function unpackPackages(rootfs: string, debs: string, rootPackages: readonly string[]): Promise<void> {
  await mkdir(debs, { recursive: true });
  for (const dir of ["bin", "sbin", "lib", "lib64"]) {
    await mkdir(join(rootfs, "usr", dir), { recursive: true });
    await symlink(`usr/${dir}`, join(rootfs, dir));
  }
  const download = async () => aptGet(["download", ...(await packagesWithLibraries(rootPackages))], debs);
  // a fresh machine has no package lists yet
  await download().catch(async () => {
    await aptGet(["update"]);
    await download();
  });
  for (const deb of await readdir(debs)) await run("dpkg-deb", ["-x", join(debs, deb), rootfs]);
  const unused = ["share/doc", "share/man", "share/locale", "share/lintian", "share/info", "share/menu"];
  for (const path of unused) await rm(join(rootfs, "usr", path), { recursive: true, force: true });
  for (const entry of await readdir(join(rootfs, "usr/lib"), { withFileTypes: true })) {
    if (entry.isDirectory()) await rm(join(rootfs, "usr/lib", entry.name, "gconv"), { recursive: true, force: true });
  }
}
