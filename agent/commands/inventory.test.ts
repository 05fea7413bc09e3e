import { execFile } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test, vi } from "vitest";
import { FIXTURES, fixture } from "../accelerators/testing/fixtures";
import { temporaryDir } from "../testing/process";

vi.setConfig({ testTimeout: 120_000 });

const repository = resolve(import.meta.dirname, "../..");
const dir = temporaryDir("agent-inventory");
const fixtures = join(repository, "agent/accelerators/fixtures");

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

function inventory(flags: string[], path = process.env.PATH ?? ""): Promise<Answer> {
  const args = ["--import", "tsx", "agent/main.ts", "inventory", "--state-dir", join(dir, "state"), ...flags];
  return new Promise((settle) => {
    const options = { cwd: repository, env: { ...process.env, PATH: path, DOCKER_HOST: "unix:///nowhere" } };
    execFile(process.execPath, args, options, (error, stdout, stderr) =>
      settle({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

function file(name: string, content: string | Buffer): string {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}

/** A directory to look for tools in: each prints a file, on the words that it is asked with. */
function tools(name: string, scripts: Record<string, string>): string {
  const bin = join(dir, name);
  mkdirSync(bin);
  for (const [tool, script] of Object.entries(scripts)) {
    writeFileSync(join(bin, tool), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, tool), 0o755);
  }
  return `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`;
}

test("every kind's file is read; standard output is JSON alone, and the exit code 0", async () => {
  const sources = FIXTURES.filter(([kind]) => kind !== "nvidia-csv").flatMap(([kind, name]) => [
    "--from",
    `${kind}=${join(fixtures, name)}`,
  ]);
  const { code, stdout, stderr } = await inventory(["--json", ...sources]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const answer = JSON.parse(stdout);
  expect(Object.keys(answer)).toEqual(["accelerators", "links", "warnings"]);
  expect(new Set(answer.accelerators.map(({ vendor }: { vendor: string }) => vendor))).toEqual(
    new Set(["NVIDIA", "Huawei", "AMD"]),
  );
});

test("a damaged file is read as far as it is whole, with warnings, and the exit code is 0", async () => {
  const cut = file("cut.xml", fixture("nvidia-v12.xml").slice(0, 4_000));
  const { code, stdout } = await inventory(["--json", "--from", `nvidia-xml=${cut}`]);
  const answer = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(answer.accelerators[0]).toMatchObject({ serial: "1650000000011", health: "healthy" });
  expect(answer.warnings.join()).toContain("damaged");
});

test("what is not that tool's output, or no file at all, is exit code 2 with the reason on standard error", async () => {
  const junk = file("junk.bin", Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7_919) % 256)));
  const cases: [string, RegExp][] = [
    [`nvidia-xml=${join(fixtures, "amd-list.json")}`, /is not the output of nvidia-smi -q -x/],
    [`npu-info=${join(repository, "README.md")}`, /is not the output of npu-smi info/],
    [`dcgm=${join(fixtures, "npu-common.txt")}`, /is not the output of dcgm-exporter/],
    [`nvidia-csv=${junk}`, /is not text/],
    [`nvidia-csv=${file("empty.csv", "\n")}`, /is empty/],
    [`nvidia-csv=${dir}`, /is a directory/],
    ["nvidia-csv=/nowhere/at/all", /There is no file/],
    ["nvidia-csv=", /say which file/],
    ["nvidia-pdf=/etc/hostname", /no kind "nvidia-pdf". Known: nvidia-xml/],
    ["constructor=/etc/hostname", /no kind "constructor"/],
  ];
  for (const [source, reason] of cases) {
    const { code, stdout, stderr } = await inventory(["--json", "--from", source]);
    expect({ source, code, stdout }).toEqual({ source, code: 2, stdout: "" });
    expect(stderr).toMatch(reason);
  }
});

test("without --json a person reads a table, and the warnings beside it", async () => {
  const { stdout, stderr } = await inventory(["--from", `nvidia-csv=${join(fixtures, "nvidia-query.csv")}`]);
  expect(stdout.split("\n")[0]).toMatch(
    /^0 {2}NVIDIA B200 {5,}183359 MiB {2,}GPU-2\S+ {2}00000000:1B:00.0 {2}healthy$/,
  );
  expect(stderr).toContain("GPU 0000:52:00.0");
});

test("this host is asked through the vendors' tools, and its own facts stand beside", async () => {
  copyFileSync(join(fixtures, "nvidia-v12.xml"), join(dir, "query.xml"));
  copyFileSync(join(fixtures, "npu-info-910c.txt"), join(dir, "info.txt"));
  const path = tools("bin", {
    "nvidia-smi": `[ "$*" = "-q -x" ] && exec cat ${join(dir, "query.xml")}; exit 3`,
    "npu-smi": `[ "$*" = "info" ] && exec cat ${join(dir, "info.txt")}; echo unsupported >&2; exit 1`,
  });
  const { code, stdout } = await inventory(["--json"], path);
  const answer = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(answer.accelerators).toHaveLength(7);
  expect(answer.warnings).toEqual([]);
  expect(answer.host).toMatchObject({ cpuCount: expect.any(Number), kernel: expect.any(String), engine: null });
});

test("a driver that fails is told in plain words, and CSV is asked for where the query gives no GPU", async () => {
  copyFileSync(join(fixtures, "nvidia-query.csv"), join(dir, "query.csv"));
  const broken = tools("broken", {
    "nvidia-smi": `case "$1" in --query-gpu=*) cat ${join(dir, "query.csv")}; exit 15;; *) echo "Unable to determine the device handle for GPU0000:52:00.0: Unknown Error"; exit 15;; esac`,
  });
  const some = JSON.parse((await inventory(["--json"], broken)).stdout);
  expect(some.accelerators).toHaveLength(4);
  const absent = tools("absent", {
    "nvidia-smi": `echo "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver."; exit 9`,
    "rocm-smi": "echo strange >&2; exit 2",
  });
  const none = JSON.parse((await inventory(["--json"], absent)).stdout);
  expect(none.accelerators).toEqual([]);
  expect(none.warnings).toEqual([
    "The NVIDIA driver does not answer: install it or load its module (modprobe nvidia), then look at dmesg.",
    "rocm-smi failed with 2: strange",
  ]);
});
