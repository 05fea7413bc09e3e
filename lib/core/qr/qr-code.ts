import { codewordsOf } from "./codewords";

type Grid = (boolean | null)[][];

const ALIGNED = [
  [],
  [6, 18],
  [6, 22],
  [6, 26],
  [6, 30],
  [6, 34],
  [6, 22, 38],
  [6, 24, 42],
  [6, 26, 46],
  [6, 28, 50],
  [6, 30, 54],
  [6, 32, 58],
];

const MASKS: ((row: number, column: number) => boolean)[] = [
  (row, column) => (row + column) % 2 === 0,
  (row) => row % 2 === 0,
  (_row, column) => column % 3 === 0,
  (row, column) => (row + column) % 3 === 0,
  (row, column) => (Math.floor(row / 2) + Math.floor(column / 3)) % 2 === 0,
  (row, column) => ((row * column) % 2) + ((row * column) % 3) === 0,
  (row, column) => (((row * column) % 2) + ((row * column) % 3)) % 2 === 0,
  (row, column) => (((row * column) % 3) + ((row + column) % 2)) % 2 === 0,
];

/** The dark modules of a text's QR code, row by row, without the quiet zone of four around it. */
export function qrCodeOf(text: string): boolean[][] {
  const { version, codewords } = codewordsOf(text);
  const drawn = MASKS.map((_, mask) => draw(version, codewords, mask));
  return drawn.reduce((best, next) => (penaltyOf(next) < penaltyOf(best) ? next : best));
}

export function draw(version: number, codewords: readonly number[], mask: number): boolean[][] {
  const size = version * 4 + 17;
  const grid: Grid = Array.from({ length: size }, () => new Array<boolean | null>(size).fill(null));
  for (const [row, column] of [
    [0, 0],
    [0, size - 7],
    [size - 7, 0],
  ] as const)
    placeFinder(grid, row, column);
  placeAlignment(grid, ALIGNED[version - 1]!);
  for (let at = 8; at < size - 8; at += 1) {
    grid[6]![at] ??= at % 2 === 0;
    grid[at]![6] ??= at % 2 === 0;
  }
  placeFormat(grid, mask);
  if (version >= 7) placeVersion(grid, version);
  placeData(grid, codewords, MASKS[mask]!);
  return grid as boolean[][];
}

function placeFinder(grid: Grid, top: number, left: number): void {
  for (let row = -1; row <= 7; row += 1)
    for (let column = -1; column <= 7; column += 1) {
      if (grid[top + row]?.[left + column] === undefined) continue;
      const ring = Math.max(Math.abs(row - 3), Math.abs(column - 3));
      grid[top + row]![left + column] = ring !== 2 && ring !== 4;
    }
}

function placeAlignment(grid: Grid, centres: readonly number[]): void {
  for (const row of centres)
    for (const column of centres) {
      if (grid[row]![column] !== null) continue;
      for (let down = -2; down <= 2; down += 1)
        for (let right = -2; right <= 2; right += 1)
          grid[row + down]![column + right] = Math.max(Math.abs(down), Math.abs(right)) !== 1;
    }
}

/** A BCH code: the value, and what is left of it over the generator. */
function withRemainder(value: number, generator: number, bits: number): number {
  let rest = value << bits;
  for (let at = 31 - Math.clz32(rest); rest >= 1 << bits; at = 31 - Math.clz32(rest)) rest ^= generator << (at - bits);
  return (value << bits) | rest;
}

/** Level M is 00, so that the mask alone is said. Twice, and one module that is always dark. */
function placeFormat(grid: Grid, mask: number): void {
  const bits = withRemainder(mask, 0x537, 10) ^ 0x5412;
  const size = grid.length;
  for (let at = 0; at < 15; at += 1) {
    const dark = ((bits >> at) & 1) === 1;
    const down = at < 6 ? at : at < 8 ? at + 1 : size - 15 + at;
    const across = at < 8 ? size - 1 - at : at < 9 ? 15 - at : 14 - at;
    grid[down]![8] = dark;
    grid[8]![across] = dark;
  }
  grid[size - 8]![8] = true;
}

function placeVersion(grid: Grid, version: number): void {
  const bits = withRemainder(version, 0x1f25, 12);
  for (let at = 0; at < 18; at += 1) {
    const dark = ((bits >> at) & 1) === 1;
    const near = Math.floor(at / 3);
    const far = (at % 3) + grid.length - 11;
    grid[near]![far] = dark;
    grid[far]![near] = dark;
  }
}

/** From the lower right corner, in columns two wide, up and down in turn, around what is there. */
function placeData(grid: Grid, codewords: readonly number[], mask: (row: number, column: number) => boolean): void {
  const size = grid.length;
  let bit = 0;
  let upwards = true;
  for (let right = size - 1; right > 0; right -= 2) {
    if (right === 6) right -= 1;
    for (let step = 0; step < size; step += 1) {
      const row = upwards ? size - 1 - step : step;
      for (const column of [right, right - 1]) {
        if (grid[row]![column] !== null) continue;
        const dark = (((codewords[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) === 1;
        grid[row]![column] = dark !== mask(row, column);
        bit += 1;
      }
    }
    upwards = !upwards;
  }
}

/** How hard it is to read: long runs, squares, what looks like a finder, and too much of one colour. */
function penaltyOf(grid: boolean[][]): number {
  const turned = grid.map((_, at) => grid.map((row) => row[at]!));
  const lines = [...grid, ...turned].map((line) => line.map((dark) => (dark ? "1" : "0")).join(""));
  let penalty = 0;
  for (const line of lines) {
    for (const [run] of line.matchAll(/0{5,}|1{5,}/g)) penalty += run.length - 2;
    penalty += 40 * [...line.matchAll(/(?=10111010000|00001011101)/g)].length;
  }
  for (let row = 1; row < grid.length; row += 1)
    for (let column = 1; column < grid.length; column += 1) {
      const dark = grid[row]![column];
      const isSquare =
        dark === grid[row - 1]![column] && dark === grid[row]![column - 1] && dark === grid[row - 1]![column - 1];
      if (isSquare) penalty += 3;
    }
  const share = grid.flat().filter(Boolean).length / grid.length ** 2;
  return penalty + 10 * Math.floor(Math.abs(share * 100 - 50) / 5);
}
