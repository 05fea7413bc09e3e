import { Field } from "@/components/ui/field";
import { NativeSelect } from "@/components/ui/native-select";
import { REBOOT_POLICIES, type RebootPolicy } from "@/lib/core/leases/reboot";

export const REBOOT_WORDS: Record<RebootPolicy, string> = {
  restart: "Start it again there",
  end: "End it, with its data",
};

type RebootChoiceProps = { value: RebootPolicy; onChange: (value: RebootPolicy) => void };

export function RebootChoice({ value, onChange }: RebootChoiceProps) {
  return (
    <Field
      label="If its host restarts"
      hint="Started again, it has the same accelerators and the data in /workspace. The outage is not billed."
    >
      <NativeSelect
        value={value}
        onChange={(event) => onChange(REBOOT_POLICIES.find((policy) => policy === event.target.value) ?? "restart")}
        options={REBOOT_POLICIES.map((policy) => ({ value: policy, label: REBOOT_WORDS[policy] }))}
        className="max-w-xs"
      />
    </Field>
  );
}
