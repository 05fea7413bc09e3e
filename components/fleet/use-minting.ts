import { useRouter } from "next/navigation";
import { useState } from "react";
import { useDialogForm } from "@/components/use-dialog-form";
import type { MintedToken } from "@/lib/fleet/insert-enrolment-token";
import type { ActionResult } from "@/lib/web/action-result";

/** A dialog whose form makes a token, which is shown until the dialog is closed; the page behind it is then made anew. */
export function useMinting() {
  const router = useRouter();
  const form = useDialogForm();
  const [minted, setMinted] = useState<MintedToken | null>(null);
  return {
    form,
    minted,
    async mint(request: () => Promise<ActionResult<MintedToken>>) {
      setMinted(await form.send(request));
    },
    changeOpen(next: boolean) {
      form.changeOpen(next);
      if (next) return;
      setMinted(null);
      router.refresh();
    },
  };
}
