import { SettingsSkeleton } from "@/components/identity/settings-skeleton";

export default function ProfileLoading() {
  return <SettingsSkeleton title="Profile" heights={["h-40", "h-48"]} />;
}
