/** What Windows-1252 has between 0x80 and 0x9F. */
const EXTRAS = new Set("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");

function isPrintable(character: string): boolean {
  const code = character.codePointAt(0)!;
  return (
    character === "\n" || (code >= 0x20 && code <= 0x7e) || (code >= 0xa0 && code <= 0xff) || EXTRAS.has(character)
  );
}

/**
 * Text as the documents' typeface can print it. A character that it lacks is printed as its code point, `[U+7B97]`, so that nothing is
 * left blank and the name can be read back from it.
 */
export function toPrintable(text: string): string {
  return [...text.normalize("NFC")]
    .map((character) => {
      if (isPrintable(character)) return character;
      const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
      return `[U+${code}]`;
    })
    .join("");
}

export const isAllPrintable = (text: string) => toPrintable(text) === text.normalize("NFC");
