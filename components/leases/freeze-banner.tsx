import { RelativeTime } from "@/components/layout/relative-time";
import { Alert } from "@/components/ui/alert";

interface FreezeBannerProps {
  freezes: readonly { id: string; sourceKey: string; reason: string; placedAt: Date }[];
}

/** Why nothing new can be started, and what to do; nothing where there is nothing. It cannot be dismissed. */
export function FreezeBanner({ freezes }: FreezeBannerProps) {
  // a suspension is told above every page, and stops what runs
  const shown = freezes.filter(({ sourceKey }) => !sourceKey.startsWith("sus_"));
  if (shown.length === 0) return null;
  return (
    <Alert tone="danger" title="Nothing new can be started for now">
      <ul className="flex flex-col gap-1">
        {shown.map(({ id, reason, placedAt }) => (
          <li key={id}>
            {reason}{" "}
            <span className="text-muted-foreground text-xs">
              Since <RelativeTime at={placedAt.toISOString()} />
            </span>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-muted-foreground">
        What runs goes on as far as the balance lasts. Automatic top-ups wait; you can still add money yourself.
      </p>
    </Alert>
  );
}
