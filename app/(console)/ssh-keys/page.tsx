import type { Metadata } from "next";
import { AddSshKeyDialog } from "@/components/identity/add-ssh-key-dialog";
import { SshKeyTable } from "@/components/identity/ssh-key-table";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { listSshKeys } from "@/lib/identity/queries";
import { requireContext } from "@/lib/web/context";
import { submitSshKey, submitSshKeyRemoval } from "./actions";

export const metadata: Metadata = { title: "SSH keys" };

export default async function SshKeysPage() {
  const ctx = await requireContext("customer");
  const keys = await listSshKeys(ctx);
  const rows = keys.map(({ createdAt, publicKey, ...key }) => ({ ...key, createdAt: createdAt.toISOString() }));
  return (
    <PageBody>
      <PageHeader
        title="SSH keys"
        description="Public keys that you choose from at launch. Removing one leaves running instances as they are."
        actions={rows.length > 0 ? <AddSshKeyDialog onAdd={submitSshKey} /> : null}
      />
      <SshKeyTable rows={rows} onRemove={submitSshKeyRemoval} addKey={<AddSshKeyDialog onAdd={submitSshKey} />} />
    </PageBody>
  );
}
