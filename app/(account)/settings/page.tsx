import { redirect } from "next/navigation";
import { requireContext } from "@/lib/web/context";

/** Settings begin with one's own. */
export default async function SettingsPage() {
  await requireContext();
  redirect("/settings/profile");
}
