import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";

/** One's own password once more. Named for the field that the server's schemas have for it. */
export function PasswordField({ error, label = "Your password" }: { error?: string[] | undefined; label?: string }) {
  return (
    <Field label={label} error={error} required>
      <Input name="password" type="password" autoComplete="current-password" />
    </Field>
  );
}
