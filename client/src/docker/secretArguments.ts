/**
 * Names of build arguments whose values are secrets: those of which BuildKit warns (frontend/dockerfile/linter/ruleset.go,
 * SecretsUsedInArgOrEnv), in all spellings, and names that end so. Wrong guesses cost a question that is asked once more.
 */
const secretName =
  /(?:^|[_.-])(?:api_?key|auth|creds?|credentials?|key|netrc|pass|passphrase|passwd|password|pat|pword|secrets?|tokens?)(?:[_.-]|$)|(?:api_?key|credentials?|passphrase|passwd|password|secret|token)s?$/i;
const publicName = /(?:^|[_.-])public(?:[_.-]|$)/i;

/** `https://user:password@host`. */
const passwordInAddress = /:\/\/[^\s/@]*:[^\s/@]+@/;

/** Whether a build argument of that name is to be kept secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !publicName.test(name);
}

/** Whether it is, by its name or by what its value is. */
export function isSecretArgument(name: string, value: string): boolean {
  return isSecretName(name) || passwordInAddress.test(value);
}

/** The words of a command line as they may be shown: of build arguments that are secrets, without the values. */
export function shownWords(args: readonly string[]): readonly string[] {
  return args.map((word, index) => {
    const [, flag = '', name = '', value = ''] = /^(--build-arg=)?([^=]+)=([^]*)$/.exec(word) ?? [];
    const isArgument = flag !== '' || args[index - 1] === '--build-arg';
    return isArgument && isSecretArgument(name, value) ? `${flag}${name}=…` : word;
  });
}
