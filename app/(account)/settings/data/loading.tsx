import { SettingsSkeleton } from "@/components/identity/settings-skeleton";

export default function DataLoading() {
  return <SettingsSkeleton title="Your data" heights={["h-28", "h-36"]} />;
}
