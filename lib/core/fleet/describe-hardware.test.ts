import { expect, test } from "vitest";
import { describeDisk, describeInterface } from "./describe-hardware";

test("disks and network adapters read as a person would say them, and what is unknown is said to be", () => {
  const disk = { name: "nvme0n1", kind: "nvme", sizeMib: 3_662_830, freeMib: 1_258_291 } as const;
  expect(describeDisk(disk)).toBe("nvme0n1: NVMe, 3.5 TiB, 1.2 TiB free");
  expect(describeDisk({ ...disk, name: "sda", kind: "hdd", freeMib: null })).toBe("sda: hard disk, 3.5 TiB");
  const port = { name: "mlx5_0", kind: "infiniband", speedMbps: 400_000, isUp: true } as const;
  expect(describeInterface(port)).toBe("mlx5_0: InfiniBand, 400 Gb/s");
  expect(describeInterface({ ...port, kind: "roce", isUp: false })).toBe("mlx5_0: RoCE, no link");
  expect(describeInterface({ name: "eth0", kind: "ethernet", speedMbps: null, isUp: true })).toBe(
    "eth0: Ethernet, speed not reported",
  );
});
