import { loadList } from "@/lib/compliance/load-list";
import { AppError } from "@/lib/errors";
import { authorize } from "@/lib/identity/authorize";
import { fileOf, readForm } from "@/lib/web/read-form";
import { route } from "@/lib/web/route";

const MOST_BYTES = 72 * 1024 * 1024;

/** A published list in one file, or OFAC's two. Nobody else's megabytes are read. */
export const POST = route({}, async (ctx, { request }) => {
  authorize(ctx, "compliance.manage");
  const form = await readForm(request, MOST_BYTES);
  const file = await fileOf(form, "file");
  if (!file) throw new AppError("invalid_input", "Choose a file.", { fields: { file: ["Choose a file."] } });
  const alt = await fileOf(form, "alt");
  const format = String(form.get("format") ?? "") as "ofac-csv";
  return loadList(ctx, {
    format,
    file: bytesOf(file),
    alt: alt && bytesOf(alt),
    mayShrink: form.get("mayShrink") === "true",
  });
});

function bytesOf({ name, content }: { name: string; content: Uint8Array<ArrayBuffer> }) {
  return { name, content };
}
