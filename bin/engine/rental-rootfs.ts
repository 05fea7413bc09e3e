import { chmod, copyFile, mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { unpackPackages } from "./debian-packages";
import { run } from "./processes";

export const rentalRecipe = join(import.meta.dirname, "rental");

const rootPackages = ["libc6", "dropbear-bin", "busybox-static", "bash", "openssh-sftp-server", "ncurses-base"];

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
  for (const dir of ["root", "dev", "proc", "sys", "tmp", "run", "var/log", "etc"])
    await mkdir(join(rootfs, dir), { recursive: true });
  await unpackPackages(rootfs, join(work, "debs"), rootPackages);
  await linkApplets(rootfs);
  await addConfiguration(rootfs);
  await chmod(join(rootfs, "root"), 0o700);
  await chmod(join(rootfs, "tmp"), 0o1777);
  await run("tar", ["-C", rootfs, "--owner=0", "--group=0", "--numeric-owner", "-cf", `${tarPath}.part`, "."]);
  await rename(`${tarPath}.part`, tarPath);
}
