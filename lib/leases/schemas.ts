import { z } from "zod";
import { REBOOT_POLICIES } from "@/lib/core/leases/reboot";
import { LARGEST_DISK_GIB } from "@/lib/core/leases/storage";
import { CURRENCIES } from "@/lib/core/money";

const decimalMicros = z
  .string()
  .regex(/^\d{1,18}$/, "is not a whole number of micros")
  .transform(BigInt);

const endsAt = z.iso
  .datetime({ offset: true, error: "Enter a date and a time." })
  .transform((text) => new Date(text))
  .nullable();

/** A decimal amount as people type it, in the currency that the organization pays in. */
const spendLimit = z.string().trim().max(40).nullable();
const spendLimitCurrency = z.enum(CURRENCIES, "Choose a currency.").optional();

export const launchLeaseInput = z.strictObject({
  skuId: z.string().min(1, "Choose what to launch.").max(60),
  /** ISO country code; any region where absent. */
  region: z
    .string()
    .regex(/^[A-Z]{2}$/, "is not a country code")
    .optional(),
  siteId: z.string().max(60).optional(),
  /** Of one's organization; none where absent, or the one of a key that works in one. */
  projectId: z.string().min(1).max(60).optional(),
  sshKeyIds: z
    .array(z.string().max(60))
    .min(1, "Choose at least one SSH key, else nobody could log in.")
    .max(20, "An instance takes at most 20 keys."),
  name: z
    .string()
    .trim()
    .regex(/^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/, "Use 1 to 40 lower-case letters, digits and hyphens.")
    .optional(),
  /**
   * The price that the customer was shown, micros per accelerator-hour; a dearer placement is refused. In the offer's currency where the
   * site is named, else in the one that the customer pays in.
   */
  maxRetailMicrosPerHour: decimalMicros.optional(),
  /** Of the data at /workspace, which outlives a stop. */
  diskGib: z
    .number("Enter a whole number of GiB.")
    .int("Enter a whole number of GiB.")
    .min(1, "A disk has 1 GiB or more.")
    .max(LARGEST_DISK_GIB, `A disk has ${LARGEST_DISK_GIB} GiB at most.`)
    .optional(),
  /** The customer's own limits: it is stopped, with its data kept, in time for either. */
  endsAt: endsAt.optional(),
  spendLimit: spendLimit.optional(),
  spendLimitCurrency,
  /** What becomes of it when its host has restarted: started again there with its accelerators and data, or ended. `restart` where absent. */
  onHostReboot: z.enum(REBOOT_POLICIES).optional(),
  idempotencyKey: z.string().min(8, "A key has 8 to 100 characters.").max(100, "A key has 8 to 100 characters."),
});
export type LaunchLeaseInput = z.infer<typeof launchLeaseInput>;

export const closeLeaseInput = z.strictObject({ leaseId: z.string().min(1).max(60) });
export type CloseLeaseInput = z.infer<typeof closeLeaseInput>;

/** Null takes a limit away; one that is left out stays. */
export const limitLeaseInput = z.strictObject({
  leaseId: z.string().min(1).max(60),
  endsAt: endsAt.optional(),
  spendLimit: spendLimit.optional(),
  spendLimitCurrency,
});
export type LimitLeaseInput = z.infer<typeof limitLeaseInput>;
