/**
 * Words in names of build arguments whose values are secrets: those of which BuildKit warns (frontend/dockerfile/linter/ruleset.go,
 * SecretsUsedInArgOrEnv), and others of that kind. Wrong guesses cost a question that is asked once more.
 */
const secretWords =
  /^(?:auth|bearer|creds?|dsn|jwts?|keys?|netrc|pass|pat|psk|pw|pwd|pword)$|(?:credentials?|jwt|pass(?:code|phrase|wd|word)s?|pwd|pword|secrets?|tokens?)$/;

/** Words that a name may end with that has no spaces: `SSHKEY`, `MYPASS`. Others end so by chance. */
const secretEnds =
  /(?:access|account|api|auth|deploy|encryption|gpg|host|licen[cs]e|master|pgp|priv|private|secret|service|session|shared|sign|signing|ssh|ssl|tls)keys?$|pass$/;
const endsByChance = /^(?:by|com|encom|multi|over|single|sur|tres|two|under)pass$|^oldpwd$/;

/** A folder, where it is the whole name. */
const folder = /^(?:old)?pwd$/i;

/** `https://token@host`, `https://user:password@host`; not `ssh://git@host`, whose user is none. */
const userInAddress = /(?<!\bssh):\/\/[^\s/?#]+@|:\/\/[^\s/@]*:[^\s/@]+@/;

/** Whether a build argument of that name is to be kept secret. */
export function isSecretName(name: string): boolean {
  const words = wordsOf(name);
  return !folder.test(name) && !words.includes('public') && words.some(isSecretWord);
}

/** `dbPassword`, `DB_PASSWORD`, `db-password2`: db, password. */
function wordsOf(name: string): readonly string[] {
  return name
    .replace(/pass[_.-]?through/gi, '')
    .replace(/(?<=[a-z\d])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/g, ' ')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u);
}

function isSecretWord(word: string): boolean {
  // A product, not the second of several.
  if (word === 'auth0' || endsByChance.test(word)) return false;
  const withoutNumber = word.replace(/\d+$/, '');
  return secretWords.test(withoutNumber) || secretEnds.test(withoutNumber);
}

/** Whether it is, by its name or by what its value is. */
export function isSecretArgument(name: string, value: string): boolean {
  return isSecretName(name) || userInAddress.test(value);
}

/** What is shorter, outputs hold by chance. In characters. */
const shortestHidden = 6;

/**
 * Hides the values of those build arguments that are secrets in lines that an engine has printed, and the user of an address
 * also where it stands in another one. Each line of a value that has several is hidden for itself, as outputs are read by lines.
 */
export function hideSecrets(buildArgs: Readonly<Record<string, string>>): (printed: string) => string {
  const hidden = Object.entries(buildArgs)
    .filter(([name, value]) => isSecretArgument(name, value))
    .flatMap(([, value]) => [...value.split(/\r?\n/), /:\/\/([^\s/?#]+)@/.exec(value)?.[1] ?? ''])
    .map((part) => part.trim())
    .filter(({ length }) => length >= shortestHidden)
    // What holds another one goes first.
    .sort((a, b) => b.length - a.length);
  return (printed) => hidden.reduce((text, part) => text.replaceAll(part, '…'), printed);
}

/** The words of a command line as they may be shown: of build arguments that are secrets, without the values. */
export function shownWords(args: readonly string[]): readonly string[] {
  return args.map((word, index) => {
    const [, flag = '', name = '', value = ''] = /^(--build-arg=)?([^=]+)=([^]*)$/.exec(word) ?? [];
    const isArgument = flag !== '' || args[index - 1] === '--build-arg';
    return isArgument && isSecretArgument(name, value) ? `${flag}${name}=…` : word;
  });
}
