import { SettingsSkeleton } from "@/components/identity/settings-skeleton";

export default function SessionsLoading() {
  return <SettingsSkeleton title="Sessions" heights={["h-48"]} />;
}
