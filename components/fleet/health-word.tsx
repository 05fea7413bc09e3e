type Health = "healthy" | "degraded" | "failed";

const tones: Record<Health, string> = { healthy: "text-success", degraded: "text-warning", failed: "text-danger" };

export function HealthWord({ health }: { health: Health }) {
  return <span className={tones[health]}>{health}</span>;
}
