"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog, DialogClose, DialogContent, DialogFooter, DialogTrigger } from "@/components/ui/dialog";
import { DialogSubmit } from "@/components/ui/dialog-submit";
import { useDialogForm } from "@/components/use-dialog-form";
import type { ActionResult } from "@/lib/web/action-result";
import type { KeyChoices, KeyDraft } from "./key-draft";
import { KeyFields } from "./key-fields";
import { ShownKey } from "./shown-key";

interface KeyRequest {
  name: string;
  scopes: string[];
  lifetime: string;
  addresses: string;
  serviceAccountId?: string;
  projectId?: string;
}

type Create = (input: KeyRequest) => Promise<ActionResult<{ apiKeyId: string; key: string }>>;

const BLANK: KeyDraft = { name: "", scopes: [], serviceAccountId: "", projectId: "", lifetime: "90", addresses: "" };

export function CreateKeyDialog({ choices, onCreate }: { choices: KeyChoices; onCreate: Create }) {
  const router = useRouter();
  const form = useDialogForm();
  const [draft, setDraft] = useState(BLANK);
  const [key, setKey] = useState<string | null>(null);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { serviceAccountId, projectId, ...rest } = draft;
    const created = await form.send(() =>
      onCreate({
        ...rest,
        ...(serviceAccountId ? { serviceAccountId } : {}),
        ...(projectId ? { projectId } : {}),
      }),
    );
    if (created) setKey(created.key);
  }

  function changeOpen(open: boolean) {
    form.changeOpen(open);
    if (open) return;
    if (key) router.refresh();
    setKey(null);
    setDraft(BLANK);
  }

  return (
    <Dialog open={form.open} onOpenChange={changeOpen}>
      <DialogTrigger asChild>
        <Button variant="primary">New key</Button>
      </DialogTrigger>
      <DialogContent
        size="lg"
        title={key ? `Key ${draft.name}` : "New API key"}
        description={key ? undefined : "It acts with its owner's role, and no further than its scopes."}
      >
        {key ? (
          <>
            <ShownKey value={key} />
            <DialogFooter>
              <DialogClose asChild>
                <Button variant="primary">I have copied it</Button>
              </DialogClose>
            </DialogFooter>
          </>
        ) : (
          <form onSubmit={submit} noValidate>
            <KeyFields
              draft={draft}
              choices={choices}
              errors={form.fields}
              message={form.message ?? null}
              onChange={(change) => setDraft((now) => ({ ...now, ...change }))}
            />
            <DialogSubmit pending={form.pending}>Create key</DialogSubmit>
          </form>
        )}
      </DialogContent>
    </Dialog>
  );
}
