import { Field } from "@/components/ui/field";
import { RadioCard, RadioGroup } from "@/components/ui/radio-group";

interface KindFieldProps {
  kind: "customer" | "operator";
  error?: string[] | undefined;
}

/** Which kind of organization is founded. */
export function KindField({ kind, error }: KindFieldProps) {
  return (
    <Field label="What brings you here" error={error}>
      <RadioGroup aria-label="What brings you here" name="kind" defaultValue={kind}>
        <RadioCard
          value="customer"
          label="Rent accelerators"
          description="Launch instances, pay by the second from a prepaid balance."
        />
        <RadioCard
          value="operator"
          label="Supply accelerators"
          description="Enrol hosts, publish offers, earn for every second rented."
        />
      </RadioGroup>
    </Field>
  );
}
