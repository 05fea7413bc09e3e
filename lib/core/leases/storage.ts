/** The SKU of a stopped lease's data; a unit is a GiB. */
export const STORAGE_SKU = "storage.gib";

/** GiB of an instance that was launched without saying how much. */
export const DEFAULT_DISK_GIB = 20;
export const LARGEST_DISK_GIB = 4_096;
