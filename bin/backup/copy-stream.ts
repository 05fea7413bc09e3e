import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import type pg from "pg";

/** What of pg's connection a COPY needs; its types leave it out. */
interface CopyConnection {
  stream: { pause(): void; resume(): void };
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
  sync(): void;
}

/** The messages that pg hands to whatever query is active. */
abstract class Copy {
  readonly done: Promise<void>;
  protected settle!: () => void;
  private fail!: (error: unknown) => void;

  constructor(protected readonly text: string) {
    this.done = new Promise((settle, fail) => {
      this.settle = settle;
      this.fail = fail;
    });
  }

  submit(connection: CopyConnection): void {
    connection.query(this.text);
  }

  handleError(error: unknown): void {
    this.fail(error);
  }

  handleReadyForQuery(_connection: CopyConnection): void {
    this.settle();
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyData(_message: { chunk: Buffer }, _connection: CopyConnection): void {}
  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFail("nothing is sent");
  }
}

class CopyOut extends Copy {
  private isPaused = false;

  constructor(
    text: string,
    private readonly into: Writable,
  ) {
    super(text);
  }

  override handleCopyData({ chunk }: { chunk: Buffer }, connection: CopyConnection): void {
    // pg's parser writes over what it handed out as the next packet comes.
    if (this.into.write(Buffer.from(chunk)) || this.isPaused) return;
    this.isPaused = true;
    connection.stream.pause();
    this.into.once("drain", () => this.goOn(connection));
  }

  /** A stream that is ended tells of no drain any more, and the connection has other queries to come. */
  override handleReadyForQuery(connection: CopyConnection): void {
    this.goOn(connection);
    super.handleReadyForQuery(connection);
  }

  private goOn(connection: CopyConnection): void {
    if (this.isPaused) connection.stream.resume();
    this.isPaused = false;
  }
}

class CopyIn extends Copy {
  constructor(
    text: string,
    private readonly from: Readable,
  ) {
    super(text);
  }

  override handleCopyInResponse(connection: CopyConnection): void {
    void this.send(connection);
  }

  private async send(connection: CopyConnection): Promise<void> {
    const socket = connection.stream as unknown as Writable;
    try {
      for await (const chunk of this.from) {
        connection.sendCopyFromChunk(chunk as Buffer);
        if (socket.writableNeedDrain) await once(socket, "drain");
      }
      connection.endCopyFrom();
    } catch (error) {
      connection.sendCopyFail(String(error));
    }
  }
}

/** `COPY … TO STDOUT` into a stream, which is left open; a slow one slows the server down and fills no memory. */
export async function copyTo(client: pg.Client, text: string, into: Writable): Promise<void> {
  const copy = new CopyOut(text, into);
  client.query(copy as unknown as pg.Submittable);
  await copy.done;
}

/** `COPY … FROM STDIN`; a stream that breaks makes the statement fail as a whole. */
export async function copyFrom(client: pg.Client, text: string, from: Readable): Promise<void> {
  const copy = new CopyIn(text, from);
  client.query(copy as unknown as pg.Submittable);
  await copy.done;
}
