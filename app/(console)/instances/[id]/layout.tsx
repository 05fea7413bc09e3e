import { loadInstance } from "./load-instance";

interface InstanceLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function InstanceLayout({ params, children }: InstanceLayoutProps) {
  await loadInstance((await params).id);
  return children;
}
