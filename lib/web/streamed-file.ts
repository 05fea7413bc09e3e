const utf8 = new TextEncoder();

/** A file that is sent as it is read, a piece at a time: the next is made when the last has gone. */
export function streamedFile(pieces: AsyncGenerator<string>, name: string, type: string): Response {
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next();
      if (done) controller.close();
      else controller.enqueue(utf8.encode(value));
    },
    async cancel() {
      await pieces.return(undefined);
    },
  });
  return new Response(body, {
    headers: { "content-type": type, "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}"` },
  });
}
