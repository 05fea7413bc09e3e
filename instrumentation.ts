/** Next calls it once as a server starts, before the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startTracing } = await import("@/lib/tracing");
  await startTracing("openhall-web");
}
