import { loadPassport } from "./load-passport";

interface PassportLayoutProps {
  params: Promise<{ id: string }>;
  children: React.ReactNode;
}

/** Outside the page's loading state, so that what is not there answers 404 before anything is streamed. */
export default async function PassportLayout({ params, children }: PassportLayoutProps) {
  await loadPassport((await params).id);
  return children;
}
