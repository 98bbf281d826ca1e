import type { Span } from '../../text/span';

/** How sure it is that a text is a secret: by its own form, or by the name it is given and its looks. */
export type Sureness = 'known' | 'presumed';

/** Tokens whose issuers gave them a form of their own, so that nothing else looks like them; a private key; a signed JSON web token. */
const issued =
  /\b(?:ghp_[A-Za-z0-9]{36}|gh[osur]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{40,}|glpat-[A-Za-z0-9_.-]{20,}|xox[abprs]-[A-Za-z0-9-]{20,}|sk_live_[A-Za-z0-9]{16,}|dckr_pat_[A-Za-z0-9_-]{20,}|npm_[A-Za-z0-9]{36}|hvs\.[A-Za-z0-9_-]{24,}|dt0c01\.[A-Z0-9]{24}\.[A-Z0-9]{64}|AKIA[A-Z0-9]{16}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{16,})(?![A-Za-z0-9_])|-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\s|\\n\\?|\\)*[A-Za-z0-9+/]{40,}/g;

/** What an example has in the place of a token. */
const exampleToken = /example|12345|abcde|(.)\1{4}|your|placeholder|redacted|dummy/i;

/** Names that end so hold a secret; `TOKEN_FILE`, `GPG_KEY` and `PUBLIC_KEY` do not. */
const secretName =
  /(?:^|[_-])(?:licen[cs]e[_-]?key|token|api[_-]?key|secret|secret[_-]?key|(?:secret[_-]?)?access[_-]?key|access[_-]?key[_-]?secret|private[_-]?key|auth[_-]?key|password|passwd|passphrase)$/i;

/** What browsers are given is no secret, whatever its name. */
const publicName =
  /(?:^|_)(?:public|publishable|anon|maps?|search|site|posthog|firebase|recaptcha)(?:_|$)|^(?:vite|react_app|expo|gatsby|nuxt)_/i;

/** Words that stand where a value is to be filled in, or that name a value which protects nothing. */
const stopgap =
  /[<>{}[\]$%`]|\.\.\.|\*\*|x{3,}|change|replace|your|insert|fill|todo|placeholder|example|sample|dummy|fake|mock|stub|demo|test|local|dev|default|secret|passw|token|key|build[-_]?time|none|null|undefined|redacted|12345|abcde|foo|bar/i;

/** Forms that issuers give to what everybody may see: keys for browsers, checksums that name their function. */
const publicValue =
  /^(?:phc_|pk_|pk\.eyJ|pub[0-9a-f]{32}$|NRJS-|AIza|sha\d+[:-]|urn:)|^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** The address of a project of Sentry's without the secret key that old ones have (Sentry SDK documentation, DSN): browsers get it. */
const publicDsn = /^https?:\/\/[0-9a-f]{32}@[^\s/'"]+(?:\/[\w-]+)*\/\d+(?![\w/.-])/;

/** A secret that was found in a text. */
export interface FoundSecret extends Span {
  readonly sureness: Sureness;
  /** The name it is given, if it has one: a variable, an option. */
  readonly name?: string;
}

/**
 * Whether a literal value that is given to a name is a secret. Stopgaps, paths, addresses, plain words and numbers are none.
 * @returns undefined if it is none, or might not be
 */
export function secretValue(name: string, value: string): Sureness | undefined {
  if (publicName.test(name)) return undefined;
  const [own] = [...issuedTokens(value), ...passwordsInAddresses(value)];
  if (own) return own.sureness;
  if (!secretName.test(name) || !looksMadeUp(value)) return undefined;
  const long = value.length >= (/licen[cs]e[_-]?key$/i.test(name) ? 16 : 20);
  return long && new Set(value).size >= 10 ? 'known' : 'presumed';
}

/** Whether a name says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !publicName.test(name);
}

/**
 * All secrets that stand literally in the text of a command: tokens, passwords in addresses, options and assignments whose
 * name says so (`--licenseKey=…`, `export API_TOKEN=…`), the password of a `machine` line of a .netrc file. Offsets into the text.
 */
export function secretsInText(text: string): readonly FoundSecret[] {
  const found: FoundSecret[] = [...issuedTokens(text), ...passwordsInAddresses(text)];
  const add = (span: FoundSecret): void => {
    if (!found.some(({ start, end }) => start < span.end && span.start < end)) found.push(span);
  };
  for (const match of text.matchAll(/(?<![\w-])-{0,2}([A-Za-z][\w-]*)=(["']?)([^\s"'\\;&|]+)/g)) {
    const [all, name = '', , value = ''] = match;
    const sureness = isSecretName(name) ? secretValue(name, value) : undefined;
    const end = match.index + all.length;
    if (sureness) add({ start: end - value.length, end, sureness, name });
  }
  if (!text.includes('machine')) return found;
  for (const match of text.matchAll(/\bpassword(?:\s|\\n)+([^\s"'\\]+)/g)) {
    const [all, value = ''] = match;
    const end = match.index + all.length;
    if (looksMadeUp(value)) add({ start: end - value.length, end, sureness: 'known' });
  }
  return found;
}

/** Tokens in the form that their issuers give them. The id of a key, and what may be meant for everybody, is at most presumed. */
function issuedTokens(text: string): readonly FoundSecret[] {
  if (!/gh._|_pat_|glpat-|xox.-|sk_live_|npm_|hvs\.|dt0c01|AKIA|eyJ|-----BEGIN/.test(text)) return [];
  return [...text.matchAll(issued)].flatMap(({ 0: token, index }) => {
    const key = token.startsWith('-----');
    if (!key && (exampleToken.test(token) || new Set(token.slice(4)).size < 8)) return [];
    const sureness = /^(?:AKIA|eyJ)/.test(token) ? 'presumed' : 'known';
    return [{ start: index, end: index + token.length, sureness } as const];
  });
}

/** The password in `https://user:password@host/`, or what stands there alone and is no name: `https://token@host/`. */
function passwordsInAddresses(text: string): readonly FoundSecret[] {
  if (!text.includes('://')) return [];
  const found: FoundSecret[] = [];
  for (const match of text.matchAll(/\b([a-z][a-z0-9+]{0,30}:\/\/)([^\s/:@'"]*)(?::([^\s/@'"]*))?@([^\s/'"]*)/g)) {
    const [, scheme = '', user = '', password, host = ''] = match;
    if (/^(?:localhost|127\.|host\.docker|example\.)/.test(host)) continue;
    const secret = password ?? user;
    if (!looksMadeUp(secret) || (password === undefined && secret.length < 20)) continue;
    if (publicDsn.test(text.slice(match.index))) continue;
    const start = match.index + scheme.length + (password === undefined ? 0 : user.length + 1);
    found.push({ start, end: start + secret.length, sureness: scheme.startsWith('http') ? 'known' : 'presumed' });
  }
  return found;
}

/** Letters and digits mixed, as a generator makes them: no words, paths, addresses, numbers or durations. */
function looksMadeUp(value: string): boolean {
  if (value.length < 8 || /\s|^[./~]|:\/\//.test(value) || stopgap.test(value) || publicValue.test(value)) return false;
  // A path below a directory, `img/app:v1.2`, `host:8080`, `v1.2.3-rc1`.
  if (/^[\w.-]+(?:\/[\w.-]+)+$/.test(value) && /\.\w{1,5}$/.test(value)) return false;
  if (/^v?\d+(?:\.\d+)+/.test(value) || /:\d{2,5}$/.test(value)) return false;
  return /\d/.test(value) && /[A-Za-z]/.test(value) && new Set(value).size >= 6;
}
