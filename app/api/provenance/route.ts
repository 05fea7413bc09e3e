import { uploadProvenance } from "@/lib/compliance/upload-provenance";
import { authorize } from "@/lib/identity/authorize";
import { MAX_UPLOAD_BYTES } from "@/lib/security/check-upload";
import { fileOf, readForm } from "@/lib/web/read-form";
import { route } from "@/lib/web/route";

const AROUND_BYTES = 256 * 1024;

/** An operator's document with the hosts that it speaks of. */
export const POST = route({ status: 201 }, async (ctx, { request }) => {
  authorize(ctx, "host.enrol");
  const form = await readForm(request, MAX_UPLOAD_BYTES + AROUND_BYTES);
  const file = await fileOf(form, "file");
  return uploadProvenance(ctx, {
    kind: String(form.get("kind") ?? "") as "invoice",
    hostIds: form.getAll("hostIds").map(String),
    fileName: file?.name ?? "",
    mediaType: file?.mediaType ?? "",
    content: file?.content ?? new Uint8Array(),
  });
});
