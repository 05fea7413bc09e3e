import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import { PassThrough, Transform, type Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

export interface FileKey {
  key: Buffer;
  /** Backup and file, so that no file passes for another. */
  name: string;
}

const IV_BYTES = 12;
const TAG_BYTES = 16;
const keyFor = (key: Buffer, iv: Buffer) => Buffer.from(hkdfSync("sha256", key, iv, "openhall/backup", 32));

interface Written {
  bytes: number;
  rows: number;
  fileSha256: string;
  rowsSha256: string;
}

/** gzip, and where there is a key AES-256-GCM over it: initialisation vector, ciphertext, tag. */
export async function writeFile(
  file: string,
  seal: FileKey | null,
  produce: (into: Writable) => Promise<void>,
): Promise<Written> {
  const rowsHash = createHash("sha256");
  const fileHash = createHash("sha256");
  let rows = 0;
  let bytes = 0;
  const source = new PassThrough();
  const counted = tap((chunk) => {
    rowsHash.update(chunk);
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) rows += 1;
  });
  const stored = tap((chunk) => {
    fileHash.update(chunk);
    bytes += chunk.length;
  });
  const out = createWriteStream(file, { mode: 0o600, flush: true });
  const steps = [source, counted, createGzip({ level: 6 }), ...(seal ? [sealing(seal)] : []), stored, out];
  const writing = pipeline(steps);
  const produced = produce(source).then(
    () => void source.end(),
    (error: Error) => void source.destroy(error),
  );
  await Promise.all([writing, produced]);
  return { bytes, rows, fileSha256: fileHash.digest("hex"), rowsSha256: rowsHash.digest("hex") };
}

/** The rows as they were; it ends in an error where a byte is not what it was. */
export async function readFile(
  file: string,
  seal: FileKey | null,
): Promise<{ rows: PassThrough; read: Promise<void> }> {
  const rows = new PassThrough();
  if (!seal) return { rows, read: pipeline(createReadStream(file), createGunzip(), rows) };
  const { size } = await stat(file);
  const handle = await open(file);
  try {
    const ends = Buffer.alloc(IV_BYTES + TAG_BYTES);
    await handle.read(ends, 0, IV_BYTES, 0);
    await handle.read(ends, IV_BYTES, TAG_BYTES, size - TAG_BYTES);
    const iv = ends.subarray(0, IV_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", keyFor(seal.key, iv), iv).setAAD(Buffer.from(seal.name));
    decipher.setAuthTag(ends.subarray(IV_BYTES));
    const body = createReadStream(file, { start: IV_BYTES, end: size - TAG_BYTES - 1 });
    return { rows, read: pipeline(body, decipher, createGunzip(), rows) };
  } finally {
    await handle.close();
  }
}

function sealing({ key, name }: FileKey): Transform {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv("aes-256-gcm", keyFor(key, iv), iv).setAAD(Buffer.from(name));
  let isBegun = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!isBegun) this.push(iv);
      isBegun = true;
      done(null, cipher.update(chunk));
    },
    flush(done) {
      this.push(Buffer.concat([cipher.final(), cipher.getAuthTag()]));
      done();
    },
  });
}

function tap(see: (chunk: Buffer) => void): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      see(chunk);
      done(null, chunk);
    },
  });
}

export async function hashOfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
