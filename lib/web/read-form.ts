import { readBody } from "./read-request";
import { UnreadableRequest } from "./refusal";

/** A form with files, of so many bytes at most, whatever the client declares. */
export async function readForm(request: Request, maxBytes: number): Promise<FormData> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^multipart\/form-data\s*;/i.test(type))
    throw new UnreadableRequest(415, "Send the form as multipart/form-data.");
  const body = await readBody(request, maxBytes);
  try {
    return await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
  } catch {
    throw new UnreadableRequest(400, "The form is not well-formed multipart/form-data.");
  }
}

/** A file of the form; null where none was chosen. */
export async function fileOf(
  form: FormData,
  name: string,
): Promise<{ name: string; mediaType: string; content: Uint8Array<ArrayBuffer> } | null> {
  const file = form.get(name);
  if (!(file instanceof File) || file.name === "") return null;
  return { name: file.name.slice(-200), mediaType: file.type.slice(0, 200), content: await file.bytes() };
}
