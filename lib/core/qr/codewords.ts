/** ISO/IEC 18004, error correction level M: per version, groups of blocks as [count, codewords, data codewords]. */
const BLOCKS: readonly (readonly [number, number, number])[][] = [
  [[1, 26, 16]],
  [[1, 44, 28]],
  [[1, 70, 44]],
  [[2, 50, 32]],
  [[2, 67, 43]],
  [[4, 43, 27]],
  [[4, 49, 31]],
  [
    [2, 60, 38],
    [2, 61, 39],
  ],
  [
    [3, 58, 36],
    [2, 59, 37],
  ],
  [
    [4, 69, 43],
    [1, 70, 44],
  ],
  [
    [1, 80, 50],
    [4, 81, 51],
  ],
  [
    [6, 58, 36],
    [2, 59, 37],
  ],
];

const EXP: number[] = [];
const LOG: number[] = [];
for (let power = 0, value = 1; power < 255; power += 1) {
  EXP[power] = value;
  LOG[value] = power;
  value = value & 128 ? (value << 1) ^ 0x11d : value << 1;
}

const times = (a: number, b: number) => (a && b ? EXP[(LOG[a]! + LOG[b]!) % 255]! : 0);

/** What is left of the data, moved up by `count` places, over the generator polynomial of that degree (Reed-Solomon over GF(256)). */
function correctionOf(data: readonly number[], count: number): number[] {
  let generator = [1];
  for (let root = 0; root < count; root += 1)
    generator = [...generator, 0].map((term, at) => term ^ (at > 0 ? times(generator[at - 1]!, EXP[root]!) : 0));
  const rest = [...data, ...new Array<number>(count).fill(0)];
  for (let at = 0; at < data.length; at += 1) {
    const lead = rest[at]!;
    for (let term = 0; term <= count; term += 1) rest[at + term]! ^= times(generator[term]!, lead);
  }
  return rest.slice(data.length);
}

const dataSizeOf = (version: number) => BLOCKS[version - 1]!.reduce((sum, [count, , data]) => sum + count * data, 0);
const countBits = (version: number) => (version < 10 ? 8 : 16);

/** The smallest version that holds the bytes. */
function versionFor(bytes: Uint8Array): number {
  for (let version = 1; version <= BLOCKS.length; version += 1)
    if (4 + countBits(version) + bytes.length * 8 <= dataSizeOf(version) * 8) return version;
  throw new RangeError(`A QR code of ours holds no ${bytes.length} bytes.`);
}

function paddedData(bytes: Uint8Array, version: number): number[] {
  const size = dataSizeOf(version);
  const text = [
    "0100",
    bytes.length.toString(2).padStart(countBits(version), "0"),
    ...[...bytes].map((byte) => byte.toString(2).padStart(8, "0")),
  ].join("");
  const ended = text + "0".repeat(Math.min(4, size * 8 - text.length));
  const whole = ended.padEnd(Math.ceil(ended.length / 8) * 8, "0");
  const words = whole.match(/.{8}/g)!.map((word) => Number.parseInt(word, 2));
  for (let pad = 0; words.length < size; pad += 1) words.push(pad % 2 === 0 ? 0xec : 0x11);
  return words;
}

const interleave = (blocks: readonly number[][]) =>
  Array.from({ length: Math.max(...blocks.map((block) => block.length)) }, (_, at) =>
    blocks.flatMap((block) => block[at] ?? []),
  ).flat();

/** Data and error correction of a text in byte mode, in the order in which they are drawn. */
export function codewordsOf(text: string): { version: number; codewords: number[] } {
  const bytes = new TextEncoder().encode(text);
  const version = versionFor(bytes);
  const data = paddedData(bytes, version);
  const blocks: { data: number[]; correction: number[] }[] = [];
  let from = 0;
  for (const [count, size, dataSize] of BLOCKS[version - 1]!)
    for (let block = 0; block < count; block += 1, from += dataSize) {
      const own = data.slice(from, from + dataSize);
      blocks.push({ data: own, correction: correctionOf(own, size - dataSize) });
    }
  return {
    version,
    codewords: [
      ...interleave(blocks.map((block) => block.data)),
      ...interleave(blocks.map((block) => block.correction)),
    ],
  };
}
