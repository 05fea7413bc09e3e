import { SettingsSkeleton } from "@/components/identity/settings-skeleton";

export default function Loading() {
  return <SettingsSkeleton title="Organization" heights={["h-72", "h-16", "h-16"]} />;
}
