import { createHash } from 'node:crypto';
import { createRandom, type Random } from './random';
import { programs } from './programs';
import * as space from './space';

/** A Dockerfile with its build context, made of one value of each dimension. */
export interface OracleCase {
  /** `17.2`: the second image that is made from the seventeenth build stage. */
  readonly name: string;
  readonly dockerfile: string;
  /** Path -> text. */
  readonly files: Readonly<Record<string, string>>;
  /** The value of each dimension. */
  readonly choices: Readonly<Record<Dimension, string>>;
}

/** What makes a build stage, in the order of the report. */
export const builtBy = [
  ...['builder', 'program', 'go.mod', 'FROM', 'ARG', 'compiler', 'cgo', 'target', 'flags', 'output', 'sources'],
] as const;

/** What is varied, in the order of the report. */
export const dimensions = [...builtBy, ...['image', 'COPY', 'user', 'entry']] as const;

export type Dimension = (typeof dimensions)[number];

/** How many images are made from each build stage: it is built once, and the images cost little. */
export const imagesOfStage = 4;

/** The number of the build stage that a case is made from. */
export function stageOf({ name }: Pick<OracleCase, 'name'>): string {
  return name.replace(/\..*$/, '');
}

/**
 * `count` cases, the same for the same seed, and no two alike: more of them begin with fewer of them.
 * @param cached whether each build has a cache mount, so that packages are compiled once for all of them
 */
export function sample(seed: number, count: number, cached = false): readonly OracleCase[] {
  const random = createRandom(seed);
  const cases = new Map<string, OracleCase>();
  for (let stage = 1; cases.size < count; stage++) {
    const build = drawBuild(random);
    for (let image = 1; image <= imagesOfStage; image++) {
      const drawn = assemble(`${stage}.${image}`, build, drawImage(random, build.builder), cached);
      const key = keyOf(drawn);
      if (!cases.has(key)) cases.set(key, drawn);
    }
  }
  return [...cases.values()].slice(0, count);
}

/** Names a case by what it is: equal text and files, equal key. */
export function keyOf({ dockerfile, files }: Pick<OracleCase, 'dockerfile' | 'files'>): string {
  return createHash('sha256')
    .update(JSON.stringify([dockerfile, files]))
    .digest('hex')
    .slice(0, 16);
}

type Build = ReturnType<typeof drawBuild>;
type Image = ReturnType<typeof drawImage>;

const weightOf = ({ weight = 1 }: { readonly weight?: number }): number => weight;

function drawBuild(random: Random) {
  const builder = random.pick(space.builders);
  return {
    builder,
    program: random.pick(programs, ({ id }) => (id === 'library' ? 0.3 : 1)),
    directive: random.pick(space.directives, weightOf),
    from: random.pick(space.fromForms, weightOf),
    arg: random.pick(space.argForms, weightOf),
    compiler: random.pick(
      space.compilers.filter(({ only }) => only === undefined || only === builder.family),
      weightOf,
    ),
    cgo: random.pick(space.cgoStates, weightOf),
    target: random.pick(space.targets, weightOf),
    flags: random.pick(space.flags, weightOf),
    output: random.pick(space.outputs, weightOf),
    source: random.pick(space.sources, weightOf),
  };
}

function drawImage(random: Random, builder: space.Builder) {
  const final = random.pick(space.finals, weightOf);
  const owners = final.image === undefined && builder.family === 'musl' ? 'alpine' : final.users;
  return {
    final,
    copy: random.pick(space.copies, weightOf),
    user: random.pick(
      space.users.filter(({ on }) => on === undefined || on === owners),
      weightOf,
    ),
    entry: random.pick(space.entries, weightOf),
  };
}

function assemble(name: string, build: Build, { final, copy, user, entry }: Image, cached: boolean): OracleCase {
  const { builder, program, directive, from, arg, compiler, cgo, target, flags, output, source } = build;
  const { args, image } = arg.rewrite(builder.image);
  const built = output.path(program);
  const command = output.command(flags.flags, program);
  const mount = cached && source.mount !== space.cacheMount ? source.mount + space.cacheMount : source.mount;
  const shipped =
    final.image === undefined
      ? [...user.lines, entry.line(built)]
      : [`FROM ${final.image}`, ...copy.lines(built), ...user.lines, entry.line(copy.path)];
  const lines = [
    ...args,
    from.from(image),
    'WORKDIR /src',
    ...compiler.lines,
    ...cgo.lines,
    ...target.lines,
    ...(flags.goflags === undefined ? [] : [`ENV GOFLAGS="${flags.goflags}"`]),
    ...source.lines(program),
    `RUN ${mount}${cgo.inline}${target.inline}${command}`,
    ...shipped,
  ];
  return {
    name,
    dockerfile: `${lines.join('\n')}\n`,
    files: { 'go.mod': moduleFile(directive.of(builder.minor)), ...program.files },
    choices: {
      builder: builder.id,
      program: program.id,
      'go.mod': directive.id,
      FROM: from.id,
      ARG: arg.id,
      compiler: compiler.id,
      cgo: cgo.id,
      target: target.id,
      flags: flags.id,
      output: output.id,
      sources: source.id,
      image: final.id,
      COPY: final.image === undefined ? 'none' : copy.id,
      user: user.id,
      entry: entry.id,
    },
  };
}

function moduleFile(directive: string): string {
  return `module example.com/app\n\n${directive}\n`;
}
