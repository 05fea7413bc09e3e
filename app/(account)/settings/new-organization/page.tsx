import type { Metadata } from "next";
import { PageBody, PageHeader } from "@/components/layout/page-header";
import { NewOrganizationForm } from "@/components/organization/new-organization-form";
import { requireContext } from "@/lib/web/context";
import { submitFounding } from "./actions";

export const metadata: Metadata = { title: "New organization" };

export default async function NewOrganizationPage() {
  await requireContext();
  return (
    <PageBody>
      <PageHeader
        title="New organization"
        description="With people, keys, money and documents of its own. You become its owner, and stay in those you are in."
      />
      <NewOrganizationForm action={submitFounding} />
    </PageBody>
  );
}
