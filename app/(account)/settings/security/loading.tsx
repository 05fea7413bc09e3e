import { SettingsSkeleton } from "@/components/identity/settings-skeleton";

export default function SecurityLoading() {
  return <SettingsSkeleton title="Security" heights={["h-28", "h-36", "h-40"]} />;
}
