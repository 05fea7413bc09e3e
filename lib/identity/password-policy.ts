export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 256;
const minDistinctCharacters = 5;
const minOwnCharacters = 6;
const minContextLength = 4;

/** The usual ones that are long enough; shorter ones fail by length. */
const common = new Set(
  `123456123456 123456789012 1234567890123 12345678901234 123456789123 1234567891011 0123456789012 012345678910 098765432109
   1q2w3e4r5t6y 1q2w3e4r5t6y7u 1qaz2wsx3edc 1qaz2wsx3edc4rfv zaq12wsxcde3 qazwsxedcrfv qwertyuiopas qwertyuiop12 qwertyuiop123
   qwertyuiop[] qwertyuiopasdf asdfghjkl123 asdfghjklzxc zxcvbnm12345 qwerty123456 qwerty12345678 123456qwerty 123qweasdzxc
   1234qwerasdf q1w2e3r4t5y6 qweasdzxc123 abcdefghijkl abcdefghijklm abcdefg12345 abc123abc123 abcd1234abcd
   password1234 password12345 password123456 password123! password1234! password2024 password2025 password2026 passwordpassword
   passw0rd1234 p@ssw0rd1234 p@ssword1234 p@ssw0rd123! p@55w0rd1234 mypassword123 mypassword12 yourpassword newpassword1 newpassword123
   changeme1234 changeme123! changemenow1 letmein12345 letmein123456 letmeinletmein welcome12345 welcome123456 welcome1234! welcome2025!
   administrator administrator1 admin1234567 admin12345678 admin123admin adminadmin12 adminadminadmin rootroot1234 superuser1234
   iloveyou1234 iloveyou12345 iloveyouforever iloveyousomuch ilovemyfamily trustno1trustno1 monkey123456 dragon123456 football1234
   baseball1234 basketball12 superman1234 batman123456 princess1234 sunshine1234 shadow123456 master123456 michael12345 liverpool123
   manchesterunited chelsea12345 starwars1234 pokemon12345 minecraft123 whatever1234 computer1234 internet1234 qwertyqwerty
   testtesttest test12345678 testing12345 secret123456 secretsecret mysecret1234 default12345 hello1234567 hellohello12 helloworld12
   helloworld123 correcthorsebatterystaple thisisapassword thisismypassword ihatepasswords`.split(/\s+/),
);

/** Why a password is refused whoever chose it, or null. Length counts and characters don't: no composition rules (ASVS 6.2). */
export function findPasswordFault(password: string): string | null {
  const length = [...password].length;
  if (length < PASSWORD_MIN_LENGTH)
    return `Use ${PASSWORD_MIN_LENGTH} characters or more; a few words together do well.`;
  if (length > PASSWORD_MAX_LENGTH) return `Use ${PASSWORD_MAX_LENGTH} characters or fewer.`;
  const plain = password.normalize("NFKC").toLowerCase();
  if (common.has(plain)) return "This is one of the passwords that are guessed first. Choose another.";
  if (new Set(plain).size < minDistinctCharacters) return "This repeats too few characters. Choose another.";
  return null;
}

/** Whether little of a password is left without the words that its owner is known by. */
export function isMadeOfContext(password: string, context: readonly string[]): boolean {
  const plain = password.normalize("NFKC").toLowerCase();
  return withoutContext(plain, context).length < minOwnCharacters;
}

function withoutContext(plain: string, context: readonly string[]): string {
  const words = ["openhall", ...context.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])]
    .map((word) => word.normalize("NFKC").toLowerCase())
    .filter((word) => word.length >= minContextLength)
    .sort((a, b) => b.length - a.length);
  return words.reduce((rest, word) => rest.replaceAll(word, ""), plain);
}
