import type { Metadata } from "next";
import { AddSshKeyDialog } from "@/components/identity/add-ssh-key-dialog";
import { SshKeyTable } from "@/components/identity/ssh-key-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { isOffered } from "@/lib/identity/authorize";
import { listSshKeys } from "@/lib/identity/queries";
import { requireContext } from "@/lib/web/context";
import { submitSshKey, submitSshKeyRemoval } from "./actions";

export const metadata: Metadata = { title: "SSH keys" };

export default async function SshKeysPage() {
  const ctx = await requireContext("customer");
  const keys = await listSshKeys(ctx);
  const rows = keys.map(({ createdAt, publicKey, ...key }) => ({ ...key, createdAt: createdAt.toISOString() }));
  const mayManage = isOffered(ctx.actor, "ssh_key.manage");
  const addKey = mayManage ? <AddSshKeyDialog onAdd={submitSshKey} /> : null;
  return (
    <PageBody>
      <PageHeader
        title="SSH keys"
        description="Public keys that you choose from at launch. Removing one leaves running instances as they are."
        actions={rows.length > 0 ? addKey : null}
      />
      <SshKeyTable rows={rows} {...(mayManage ? { onRemove: submitSshKeyRemoval } : {})} addKey={addKey} />
    </PageBody>
  );
}
