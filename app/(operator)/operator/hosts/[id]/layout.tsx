import { loadHost } from "./load-host";

interface HostLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function HostLayout({ params, children }: HostLayoutProps) {
  await loadHost((await params).id);
  return children;
}
