import { CopyText } from "@/components/layout/copy-text";
import { Alert } from "@/components/ui/alert";

/** A key, the one time that it can be shown. */
export function ShownKey({ value }: { value: string }) {
  return (
    <div className="flex flex-col gap-3">
      <Alert tone="warning" title="Copy it now">
        It is kept as a hash, so nobody can show it again. If it gets lost, rotate the key.
      </Alert>
      <CopyText value={value} label="Copy the key" />
      <CopyText
        value={`curl -H "Authorization: Bearer $OPENHALL_KEY" ${typeof window === "undefined" ? "" : window.location.origin}/api/v1/me`}
        prompt="$"
        label="Copy the command"
      />
    </div>
  );
}
