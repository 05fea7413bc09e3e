import { chmod, copyFile, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { aptGet } from "./packages";
import { run } from "./processes";

export const rentalRecipe = join(import.meta.dirname, "rental");

const rootPackages = ["libc6", "dropbear-bin", "busybox-static", "bash", "openssh-sftp-server", "ncurses-base"];

/** The packages with the libraries that they need, without the rest of Debian that they would bring. */
async function packagesWithLibraries(): Promise<string[]> {
  const wanted = new Set(rootPackages);
  let round = rootPackages;
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

async function unpack(rootfs: string, debs: string): Promise<void> {
  const download = async () => aptGet(["download", ...(await packagesWithLibraries())], debs);
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

async function linkApplets(rootfs: string): Promise<void> {
  const applets = (await run(join(rootfs, "bin/busybox"), ["--list"])).trim().split("\n");
  const present = new Set(
    (await Promise.all(["bin", "sbin", "usr/bin", "usr/sbin"].map((dir) => readdir(join(rootfs, dir))))).flat(),
  );
  for (const applet of applets) if (!present.has(applet)) await symlink("/bin/busybox", join(rootfs, "bin", applet));
}

async function addConfiguration(rootfs: string): Promise<void> {
  const files = {
    "etc/passwd": "root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/usr/sbin/nologin\n",
    "etc/group": "root:x:0:\ntty:x:5:\nnogroup:x:65534:\n",
    "etc/shadow": "root:*:19000:0:99999:7:::\n",
    "etc/shells": "/bin/sh\n/bin/bash\n",
    "etc/nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "etc/os-release": 'PRETTY_NAME="Openhall rental image (Debian packages)"\nNAME="Openhall rental"\nID=debian\n',
  };
  for (const [path, text] of Object.entries(files)) await writeFile(join(rootfs, path), text);
  await chmod(join(rootfs, "etc/shadow"), 0o600);
  await copyFile(join(rentalRecipe, "bashrc"), join(rootfs, "etc/bash.bashrc"));
  await copyFile(join(rentalRecipe, "profile"), join(rootfs, "etc/profile"));
  await copyFile(join(rentalRecipe, "rental-init"), join(rootfs, "sbin/rental-init"));
  await chmod(join(rootfs, "sbin/rental-init"), 0o755);
}

/** Builds the rental's file system from Debian packages into `tarPath`, which appears whole or not at all. */
export async function buildRentalTar(workDir: string, tarPath: string): Promise<void> {
  const work = resolve(workDir);
  try {
    await buildInside(work, tarPath);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function buildInside(work: string, tarPath: string): Promise<void> {
  const rootfs = join(work, "rootfs");
  const debs = join(work, "debs");
  await mkdir(debs, { recursive: true });
  for (const dir of [
    "root",
    "dev",
    "proc",
    "sys",
    "tmp",
    "run",
    "var/log",
    "etc",
    "usr/bin",
    "usr/sbin",
    "usr/lib",
    "usr/lib64",
  ]) {
    await mkdir(join(rootfs, dir), { recursive: true });
  }
  for (const dir of ["bin", "sbin", "lib", "lib64"]) await symlink(`usr/${dir}`, join(rootfs, dir));
  await unpack(rootfs, debs);
  await linkApplets(rootfs);
  await addConfiguration(rootfs);
  await chmod(join(rootfs, "root"), 0o700);
  await chmod(join(rootfs, "tmp"), 0o1777);
  await run("tar", ["-C", rootfs, "--owner=0", "--group=0", "--numeric-owner", "-cf", `${tarPath}.part`, "."]);
  await rename(`${tarPath}.part`, tarPath);
}
