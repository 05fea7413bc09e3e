const META_OFFSETS = [0, 4_096];
const MAGIC = 0xed0cdaed;
const HEADER_BYTES = 16;
const ELEMENT_BYTES = 16;
const BUCKET_BYTES = 16;
const IS_BRANCH = 1;
const IS_BUCKET = 1;
const DEEPEST = 32;

interface Meta {
  pageBytes: number;
  rootPage: number;
  transaction: bigint;
}

/** The last state that was written in full: each transaction writes the other of two meta pages. */
function lastMeta(file: Buffer): Meta | null {
  const metas = META_OFFSETS.flatMap((offset) => metaAt(file, offset + HEADER_BYTES) ?? []);
  return metas.sort((one, other) => Number(other.transaction - one.transaction))[0] ?? null;
}

function metaAt(file: Buffer, offset: number): Meta | null {
  if (file.length < offset + 64 || file.readUInt32LE(offset) !== MAGIC) return null;
  const checksum = file.readBigUInt64LE(offset + 56);
  if (checksum !== fnv1a(file.subarray(offset, offset + 56))) return null;
  return {
    pageBytes: file.readUInt32LE(offset + 8),
    rootPage: Number(file.readBigUInt64LE(offset + 16)),
    transaction: file.readBigUInt64LE(offset + 48),
  };
}

function fnv1a(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

function* walk(file: Buffer, pageBytes: number, page: number, depth = 0): Generator<[string, Buffer]> {
  if (depth > DEEPEST) throw new RangeError("The pages go round in a circle.");
  const isBranch = (file.readUInt16LE(page + 8) & IS_BRANCH) !== 0;
  const count = file.readUInt16LE(page + 10);
  for (let index = 0; index < count; index++) {
    const element = page + HEADER_BYTES + index * ELEMENT_BYTES;
    if (isBranch) {
      yield* walk(file, pageBytes, Number(file.readBigUInt64LE(element + 8)) * pageBytes, depth + 1);
      continue;
    }
    const key = element + file.readUInt32LE(element + 4);
    const value = key + file.readUInt32LE(element + 8);
    if ((file.readUInt32LE(element) & IS_BUCKET) === 0) {
      yield [file.toString("utf8", key, value), file.subarray(value, value + file.readUInt32LE(element + 12))];
      continue;
    }
    // a small bucket lies within its value
    const root = Number(file.readBigUInt64LE(value));
    yield* walk(file, pageBytes, root === 0 ? value + BUCKET_BYTES : root * pageBytes, depth + 1);
  }
}

/** What is in a bolt database, whichever the bucket. Throws RangeError where the file is damaged. */
export function* readBolt(file: Buffer): Generator<[string, Buffer]> {
  const meta = lastMeta(file);
  if (meta) yield* walk(file, meta.pageBytes, meta.rootPage * meta.pageBytes);
}
