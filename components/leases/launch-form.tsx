"use client";

import Link from "next/link";
import { type FormEvent, type ReactNode, useState } from "react";
import { useOffered } from "@/components/layout/offered";
import { Button } from "@/components/ui/button";
import { Card, CardContent, CardFooter, CardHeader } from "@/components/ui/card";
import { CheckboxField } from "@/components/ui/checkbox";
import { Field, FormError } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import { NativeSelect } from "@/components/ui/native-select";
import type { Wire } from "@/components/wire";
import type { RebootPolicy } from "@/lib/core/leases/reboot";
import { DEFAULT_DISK_GIB } from "@/lib/core/leases/storage";
import type { PresentCharge } from "@/lib/core/rating/present-charge";
import type { SiteMaintenance } from "@/lib/leases/site-maintenance";
import type { BalanceSummary } from "@/lib/metering/balance-queries";
import { LaunchLimits } from "./launch-limits";
import { NO_LIMITS, toEndsAt } from "./limit-fields";
import { PriceBeforeLaunch } from "./price-before-launch";
import { RebootChoice } from "./reboot-choice";
import { SiteMaintenanceNotice } from "./site-maintenance-notice";
import { SitePicker } from "./site-picker";
import type { StockOffer } from "./stock-offer";
import { type LaunchAction, type LaunchRefusal, useLaunch } from "./use-launch";

type LaunchFormProps = {
  /** One SKU at every site that offers it. */
  offers: StockOffer[];
  siteId: string;
  /** Planned where it may be placed. */
  maintenance: Wire<SiteMaintenance>[];
  keys: { id: string; name: string; fingerprint: string }[];
  /** The way to add one without leaving the page. */
  addKey: ReactNode;
  balance: Wire<BalanceSummary>;
  charge: Wire<PresentCharge>;
  /** Per GiB-hour by site; null where storage is free. */
  storage: Record<string, string | null>;
  /** In which the reader may launch; with `mustChoose` one of them. */
  projects: { id: string; name: string }[];
  mustChoose: boolean;
  launch: LaunchAction;
};

export function LaunchForm(props: LaunchFormProps) {
  const {
    offers,
    siteId: initialSiteId,
    maintenance,
    keys,
    addKey,
    balance,
    charge,
    storage,
    projects,
    mustChoose,
    launch,
  } = props;
  const [siteId, setSiteId] = useState(initialSiteId);
  const [unchosen, setUnchosen] = useState<string[]>(keys.length > 3 ? keys.slice(1).map((key) => key.id) : []);
  const [disk, setDisk] = useState(String(DEFAULT_DISK_GIB));
  const [projectId, setProjectId] = useState(mustChoose ? (projects[0]?.id ?? "") : "");
  const [limits, setLimits] = useState(NO_LIMITS);
  const [onHostReboot, setOnHostReboot] = useState<RebootPolicy>("restart");
  const { pending, refusal, send } = useLaunch(launch);
  const mayLaunch = useOffered("lease.launch");
  const offer = offers.find((candidate) => candidate.siteId === siteId) ?? offers[0]!;

  function submit(event: FormEvent<HTMLFormElement>) {
    // The dialog that adds a key holds a form of its own, whose events reach this one through React's tree.
    if (event.target !== event.currentTarget) return;
    event.preventDefault();
    const name = String(new FormData(event.currentTarget).get("name")).trim();
    const endsAt = toEndsAt(limits.endsAt);
    const spendLimit = limits.spendLimit.trim();
    void send({
      skuId: offer.skuId,
      siteId: offer.siteId,
      ...(projectId ? { projectId } : {}),
      sshKeyIds: keys.filter((key) => !unchosen.includes(key.id)).map((key) => key.id),
      ...(name ? { name } : {}),
      diskGib: disk.trim() === "" ? Number.NaN : Number(disk),
      onHostReboot,
      ...(endsAt ? { endsAt } : {}),
      ...(spendLimit ? { spendLimit } : {}),
      maxRetailMicrosPerHour: offer.retailMicrosPerHour,
    });
  }

  const fields = refusal?.fields ?? {};
  return (
    <form onSubmit={submit} noValidate className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22rem]">
      <Card>
        <CardContent className="flex flex-col gap-6">
          <SitePicker offers={offers} value={offer.siteId} onChange={setSiteId} />
          <SiteMaintenanceNotice planned={maintenance.find((one) => one.siteId === offer.siteId)} />
          <Field
            label="Name"
            optional
            hint="Lower-case letters, digits and hyphens; also the host name inside."
            error={fields.name}
          >
            <Input name="name" autoComplete="off" spellCheck={false} maxLength={40} placeholder="training-1" />
          </Field>
          {projects.length > 0 ? (
            <Field
              label="Project"
              hint="Who sees it, and whose budget it counts for."
              error={fields.projectId}
              optional={!mustChoose}
            >
              <NativeSelect
                value={projectId}
                onChange={(event) => setProjectId(event.target.value)}
                options={[
                  ...(mustChoose ? [] : [{ value: "", label: "none" }]),
                  ...projects.map(({ id, name }) => ({ value: id, label: name })),
                ]}
                className="max-w-xs"
              />
            </Field>
          ) : (
            <FormError>{fields.projectId?.join(" ")}</FormError>
          )}
          <Field
            label="Disk, GiB"
            hint="For data in /workspace: it outlives a stop. Included while the instance runs."
            error={fields.diskGib}
          >
            <Input
              inputMode="numeric"
              autoComplete="off"
              value={disk}
              onChange={(event) => setDisk(event.target.value)}
              className="max-w-32"
            />
          </Field>
          <RebootChoice value={onHostReboot} onChange={setOnHostReboot} />
          <LaunchLimits draft={limits} currency={balance.currency} errors={fields} onChange={setLimits} />
          <KeyChoice keys={keys} unchosen={unchosen} onChange={setUnchosen} error={fields.sshKeyIds} addKey={addKey} />
        </CardContent>
      </Card>
      <Card className="lg:sticky lg:top-16">
        <CardHeader title="Price before launch" description="Computed by the code that bills, by the second." />
        <CardContent>
          <PriceBeforeLaunch
            offer={offer}
            balance={balance}
            charge={charge}
            diskGib={/^\d{1,4}$/.test(disk.trim()) ? Number(disk) : 0}
            storageMicros={storage[offer.siteId] ?? null}
          />
        </CardContent>
        <CardFooter className="flex-col items-stretch">
          <Refused refusal={refusal} />
          <Button
            type="submit"
            variant="primary"
            size="lg"
            pending={pending}
            disabled={!mayLaunch || offer.availableUnits === 0 || keys.length === 0}
          >
            {offer.availableUnits === 0 ? "Sold out at this site" : `Launch ${offer.skuCode}`}
          </Button>
          {mayLaunch ? null : (
            <p className="text-center text-muted-foreground text-xs">You may look at prices here, and not launch.</p>
          )}
          {keys.length === 0 ? (
            <p className="text-center text-muted-foreground text-xs">Add an SSH key first, else nobody could log in.</p>
          ) : null}
        </CardFooter>
      </Card>
    </form>
  );
}

const FIELDS = ["name", "projectId", "sshKeyIds", "diskGib", "endsAt", "spendLimit", "spendLimitCurrency"];

/** What no field of the form is at fault for. */
function Refused({ refusal }: { refusal: LaunchRefusal | null }) {
  if (!refusal || FIELDS.some((field) => refusal.fields?.[field])) return null;
  return (
    <FormError>
      {refusal.message}
      {refusal.code === "conflict" ? <EarlierAttempt /> : null}
    </FormError>
  );
}

function EarlierAttempt() {
  return (
    <>
      {" "}
      An earlier attempt may have launched: see{" "}
      <Link href="/instances" className="underline">
        Instances
      </Link>
      .
    </>
  );
}

type KeyChoiceProps = Pick<LaunchFormProps, "keys" | "addKey"> & {
  unchosen: string[];
  onChange: (unchosen: string[]) => void;
  error: string[] | undefined;
};

function KeyChoice({ keys, unchosen, onChange, error, addKey }: KeyChoiceProps) {
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="mb-2 font-medium">SSH keys</legend>
      {keys.length === 0 ? (
        <div className="flex flex-col items-start gap-2 rounded-md border border-dashed p-3">
          <p>Your organization has no SSH key yet. The public half goes into the instance, so that you can log in.</p>
          {addKey}
        </div>
      ) : (
        <>
          {keys.map((key) => (
            <CheckboxField
              key={key.id}
              label={key.name}
              hint={<span className="break-all font-mono">{key.fingerprint}</span>}
              checked={!unchosen.includes(key.id)}
              onCheckedChange={(on) => onChange(on ? unchosen.filter((id) => id !== key.id) : [...unchosen, key.id])}
            />
          ))}
          <p className="text-muted-foreground text-xs">
            Each of them logs in as root.{" "}
            <Link href="/ssh-keys" className="text-primary underline underline-offset-2">
              Manage SSH keys
            </Link>
          </p>
        </>
      )}
      <FormError>{error?.join(" ")}</FormError>
    </fieldset>
  );
}
