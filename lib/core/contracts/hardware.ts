import { z } from "zod";
import { toStorable } from "@/lib/core/text";

/** What a host, its tools or its engine say in words of their own. */
export const said = (max: number) => z.string().overwrite(toStorable).max(max);
export const LARGEST_INT = 2_147_483_647;

const smallInt = z.number().int().min(0).max(65_535);

/** NVIDIA's partitions of a GPU. Null where the GPU has no such mode. */
export const acceleratorMig = z.strictObject({
  enabled: z.boolean(),
  /** What it will be after the GPU's next reset. */
  pending: z.boolean().nullable(),
  devices: z
    .array(
      z.strictObject({
        index: smallInt.nullable(),
        uuid: said(100).nullable(),
        /** `1g.10gb`. */
        profile: said(40).nullable(),
        gpuInstanceId: smallInt.nullable(),
        computeInstanceId: smallInt.nullable(),
        memoryMib: z.number().int().positive().max(LARGEST_INT).nullable(),
      }),
    )
    .max(64),
});
export type AcceleratorMig = z.infer<typeof acceleratorMig>;

export const hostDisk = z.strictObject({
  /** `nvme0n1`. */
  name: said(60),
  kind: z.enum(["nvme", "ssd", "hdd", "other"]),
  sizeMib: z.number().int().min(0).max(LARGEST_INT),
  /** Of the file systems on it that are mounted; null where none is. */
  freeMib: z.number().int().min(0).max(LARGEST_INT).nullable(),
});
export type HostDisk = z.infer<typeof hostDisk>;

export const hostInterface = z.strictObject({
  /** `eth0`, or `mlx5_0` of what has no network interface of its own. */
  name: said(60),
  kind: z.enum(["ethernet", "infiniband", "roce"]),
  /** Null while it has no link, and where the driver does not say. */
  speedMbps: z.number().int().positive().max(LARGEST_INT).nullable(),
  isUp: z.boolean(),
});
export type HostInterface = z.infer<typeof hostInterface>;

export const hostComplaints = {
  /** Why no instance can start here now (engine down, image missing); empty when ready. */
  problems: z.array(said(500)).max(20),
  /** What its tools say of single accelerators, whose neighbours are well; left out where they say nothing. */
  remarks: z.array(said(500)).max(20).optional(),
};

export const hostIsolation = z.strictObject({ firewall: z.boolean(), seccomp: z.boolean(), userns: z.boolean() });

/** Where the engine keeps images and data. */
export const engineDisk = z.strictObject({
  freeGib: z.number().int().min(0).max(LARGEST_INT),
  totalGib: z.number().int().min(0).max(LARGEST_INT),
});

const HOST_NAME = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Where customers reach published ports. They paste it into a shell, so it is an address or a host name and nothing else. */
export const hostAddress = z.union([z.ipv4(), z.ipv6(), z.string().max(253).regex(HOST_NAME)], "is no address");
