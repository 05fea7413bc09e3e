"use client";

import { Alert } from "@/components/ui/alert";
import { Button } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { DialogFooter } from "@/components/ui/dialog";

/** The codes as they are shown this once, in a dialog. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  return (
    <div className="flex flex-col gap-4">
      <Alert tone="warning" title="Keep these codes now">
        They are not shown again. Each opens your account once when your second factor is lost.
      </Alert>
      <ul
        aria-label="Recovery codes"
        className="grid grid-cols-1 gap-1 rounded-md border bg-muted/50 p-3 font-mono sm:grid-cols-2"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <DialogFooter>
        <CopyButton value={codes.join("\n")} label="Copy the codes" />
        <Button variant="primary" onClick={onDone}>
          I have kept them
        </Button>
      </DialogFooter>
    </div>
  );
}
