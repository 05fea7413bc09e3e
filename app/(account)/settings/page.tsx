import { redirect } from "next/navigation";
import { requireContext } from "@/lib/web/context";

/** Settings begin with one's own; for who looks in for support, with the organization's. */
export default async function SettingsPage() {
  const { actor } = await requireContext();
  redirect(actor.impersonation ? "/settings/organization" : "/settings/profile");
}
