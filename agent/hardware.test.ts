import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { hostFacts } from "@/lib/core/contracts/agent";
import { readHardware } from "./hardware";
import { temporaryDir } from "./testing/process";

function host(files: Record<string, string>): string {
  const root = temporaryDir("agent-hardware");
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), `${content}\n`);
  }
  return root;
}

test("disks, network adapters and InfiniBand are read from /sys; what is virtual is left out", async () => {
  const root = host({
    "sys/block/nvme0n1/size": "7501476528",
    "sys/block/nvme0n1/queue/rotational": "0",
    "sys/block/sda/size": "1953525168",
    "sys/block/sda/queue/rotational": "1",
    "sys/block/loop0/size": "8192",
    "sys/block/sr0/size": "0",
    "proc/mounts": "/dev/nvme0n1p1 / ext4 rw 0 0\n/dev/nvme0n1p1 /again ext4 rw 0 0\n/dev/sdaa1 /other ext4 rw 0 0",
    "sys/class/net/eth0/device/vendor": "0x15b3",
    "sys/class/net/eth0/type": "1",
    "sys/class/net/eth0/operstate": "up",
    "sys/class/net/eth0/speed": "25000",
    "sys/class/net/eth1/device/vendor": "0x15b3",
    "sys/class/net/eth1/type": "1",
    "sys/class/net/eth1/operstate": "down",
    "sys/class/net/eth1/speed": "-1",
    "sys/class/net/docker0/type": "1",
    "sys/class/net/ib0/device/vendor": "0x15b3",
    "sys/class/net/ib0/type": "32",
    "sys/class/infiniband/mlx5_0/ports/1/link_layer": "InfiniBand",
    "sys/class/infiniband/mlx5_0/ports/1/state": "4: ACTIVE",
    "sys/class/infiniband/mlx5_0/ports/1/rate": "400 Gb/sec (4X NDR)",
    "sys/class/infiniband/mlx5_1/ports/1/link_layer": "Ethernet",
    "sys/class/infiniband/mlx5_1/ports/1/state": "1: DOWN",
    "sys/class/infiniband/mlx5_1/ports/1/rate": "40 Gb/sec (4X QDR)",
  });
  const { disks, interfaces } = await readHardware(root);
  expect(disks).toEqual([
    { name: "nvme0n1", kind: "nvme", sizeMib: 3_662_830, freeMib: expect.any(Number) },
    { name: "sda", kind: "hdd", sizeMib: 953_869, freeMib: null },
  ]);
  expect(interfaces).toEqual([
    { name: "eth0", kind: "ethernet", speedMbps: 25_000, isUp: true },
    { name: "eth1", kind: "ethernet", speedMbps: null, isUp: false },
    { name: "mlx5_0", kind: "infiniband", speedMbps: 400_000, isUp: true },
    { name: "mlx5_1", kind: "roce", speedMbps: null, isUp: false },
  ]);
});

test("a host without any of it is read too, and this one fits the contract", async () => {
  expect(await readHardware(host({}))).toMatchObject({ disks: [], interfaces: [] });
  const here = await readHardware();
  expect(hostFacts.pick({ cpuModel: true, disks: true, interfaces: true }).parse(here)).toEqual(here);
});
