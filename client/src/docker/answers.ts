import type { BuildInputs } from '../protocol';
import { splitName, problemOfRegistry, problemOfRepository, problemOfTags } from './multiArch/reference';
import { type BuildOptions, isRecord, readOptions, type Secret } from './options';
import { isSecretArgument } from './secretArguments';

/** What the user has said of a Dockerfile's build, kept from one build to the next as far as it is `keepable`. */
export interface Answers {
  readonly tag?: string;
  /** Empty: left without a value. */
  readonly buildArgs: Readonly<Record<string, string>>;
  /** By id; null: the build goes without. */
  readonly secrets: Readonly<Record<string, Omit<Secret, 'id'> | null>>;
  /** By id: a key file, or '' for the agent that runs; null: the build goes without. */
  readonly ssh: Readonly<Record<string, string | null>>;
}

export const noAnswers: Answers = { buildArgs: {}, secrets: {}, ssh: {} };

/** Something that only the user knows. */
export interface Question {
  readonly kind: 'arg' | 'secret' | 'ssh';
  readonly name: string;
  /** The build fails without it. */
  readonly required: boolean;
}

/** Reads what the memory of a workspace holds, which another version may have written. Never throws. */
export function readAnswers(kept: unknown): Answers {
  if (!isRecord(kept)) return noAnswers;
  const { tag, secrets, ssh } = kept;
  type Place = readonly [id: string, place: Answers['secrets'][string]];
  const places = Object.entries(isRecord(secrets) ? secrets : {}).flatMap(([id, place]): readonly Place[] => {
    if (place === null) return [[id, null]];
    const [secret] = readOptions({ secrets: [{ ...(isRecord(place) ? place : {}), id }] }).secrets ?? [];
    const { src, env } = secret ?? {};
    return src === undefined && env === undefined
      ? []
      : [[id, { ...(src !== undefined && { src }), ...(env !== undefined && { env }) }]];
  });
  const keys = Object.entries(isRecord(ssh) ? ssh : {}).flatMap(([id, key]) =>
    key === null || typeof key === 'string' ? [[id, key] as const] : [],
  );
  const args = isRecord(kept['buildArgs']) ? Object.entries(kept['buildArgs']) : [];
  return {
    ...(typeof tag === 'string' && tag !== '' && { tag }),
    buildArgs: withoutSecrets(args.filter((arg): arg is [string, string] => typeof arg[1] === 'string')),
    secrets: Object.fromEntries(places),
    ssh: Object.fromEntries(keys),
  };
}

/** What of the answers is kept: no value of a build argument that is a secret. That it has none is. */
export function keepable(answers: Answers): Answers {
  return { ...answers, buildArgs: withoutSecrets(Object.entries(answers.buildArgs)) };
}

function withoutSecrets(args: readonly (readonly [name: string, value: string])[]): Answers['buildArgs'] {
  return Object.fromEntries(args.filter(([name, value]) => value === '' || !isSecretArgument(name, value)));
}

/** What neither the settings, nor the task, nor an earlier answer says. */
export function openQuestions(
  { missingArgs, secrets, ssh, buildArgs }: Pick<BuildInputs, 'missingArgs' | 'secrets' | 'ssh' | 'buildArgs'>,
  options: BuildOptions,
  answers: Answers,
): readonly Question[] {
  const givenSsh = new Set(options.ssh?.map((value) => value.split('=', 1)[0]));
  return [
    ...missingArgs
      .filter((name) => ![buildArgs, options.buildArgs, answers.buildArgs].some((given) => given && name in given))
      .map((name): Question => ({ kind: 'arg', name, required: false })),
    ...secrets
      .filter(({ id }) => !options.secrets?.some((secret) => secret.id === id) && !(id in answers.secrets))
      .map(({ id, required }): Question => ({ kind: 'secret', name: id, required })),
    ...ssh
      .filter(({ id }) => !givenSsh.has(id) && !(id in answers.ssh))
      .map(({ id, required }): Question => ({ kind: 'ssh', name: id, required })),
  ];
}

/** The answers as options of a build; of what the Dockerfile no longer asks for, nothing. */
export function toOptions(
  answers: Answers,
  { missingArgs, secrets, ssh }: Pick<BuildInputs, 'missingArgs' | 'secrets' | 'ssh'>,
): BuildOptions {
  const args = missingArgs.flatMap((name) => {
    const value = answers.buildArgs[name];
    return value === undefined || value === '' ? [] : [[name, value] as const];
  });
  const places = secrets.flatMap(({ id }) => {
    const place = answers.secrets[id];
    return place ? [{ id, ...place }] : [];
  });
  const keys = ssh.flatMap(({ id }) => {
    const key = answers.ssh[id];
    return key === undefined || key === null ? [] : [key === '' ? id : `${id}=${key}`];
  });
  return {
    ...(answers.tag !== undefined && { tags: [answers.tag] }),
    ...(args.length > 0 && { buildArgs: Object.fromEntries(args) }),
    ...(places.length > 0 && { secrets: places }),
    ...(keys.length > 0 && { ssh: keys }),
  };
}

/** As the distribution project allows image names: `registry:5000/team/shop:1.2`. */
export function isImageName(name: string): boolean {
  const [, path = '', tag] = /^(.*?)(?::([^:/]*))?$/.exec(name) ?? [];
  const { registry, repository } = splitName(path);
  const problem = problemOfRegistry(registry) ?? problemOfRepository(repository);
  return problem === undefined && (tag === undefined || problemOfTags([tag]) === undefined);
}
