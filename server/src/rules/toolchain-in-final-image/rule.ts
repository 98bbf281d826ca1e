import { valueOf } from '../../facts/fact';
import type { BuildModel, GoBuild, Stage } from '../../model/buildModel';
import { startOf } from '../../model/start';
import { startWords } from '../../model/startWords';
import { say } from '../../text/say';
import { isDebugBuild, isForDevelopment } from '../releaseBuilds';
import { defineRule } from '../rule';
import { addFinalStage } from './finalStage';
import { stagesUpTo } from './stageChain';

export const toolchainInFinalImage = defineRule({
  id: 'toolchain-in-final-image',
  title: 'Go toolchain in the final image',
  severity: 'warning',
  fix: 'sometimes',
  category: 'speed',
  since: '0.1.0',
  *check(model) {
    const { target, verdict } = model;
    // What does not start has a greater defect.
    if (!target || target.root.family !== 'golang' || verdict.problem) return;
    if (model.platform.os !== 'linux' || isForDevelopment(target) || needsToolchain(model, target)) return;
    const { program } = startOf(model);
    const { build, output } = program ?? {};
    if (!program || !build || output?.kind !== 'program') return;
    if (!['build', 'install'].includes(build.go.verb) || isDebugBuild(build) || callsGo(build)) return;
    if (needsLibrariesOfBuild(model, build)) return;
    const span = target.from.image?.span ?? target.from.span;
    const readable = build.programs.length > 0 && build.programs.every(({ unread }) => unread.length === 0);
    const known = model.contextKnown && readable;
    yield {
      span,
      certainty: known ? 'known' : 'presumed',
      message: say`The image that is shipped holds the Go toolchain, and with it compilers, caches and what else the build leaves, while only ${program.path} is started: several hundred megabytes too much, and more that an intruder can use.${known ? '' : say` This presumes that the program does not run go itself.`}`,
      related: [
        { span: program.span, message: say`the container starts ${program.path}` },
        { span: build.go.verbSpan, message: say`${program.path} is built here` },
      ],
      fixes: () => {
        const fix = addFinalStage(model, target, program);
        return fix ? [fix] : [];
      },
    };
  },
});

/** Programs that compile, or start others that do, whenever sources change: an image that starts one is for development. */
const developmentTools: ReadonlySet<string> = new Set(
  (
    'go gotip air dlv CompileDaemon gow reflex fresh realize gin modd wgo entr nodemon watchexec watcher arelo bee buffalo ' +
    'revel mage task make just gotestsum ginkgo golangci-lint gopls delve yaegi refresh gaper'
  ).split(' '),
);

/** Whether the image shows that it is started for development, or is built upon. */
function needsToolchain(model: BuildModel, target: Stage): boolean {
  const chain = stagesUpTo(model, target);
  const { healthcheck } = target;
  const texts = [
    ...(startWords(target) ?? []).map(({ value }) => value),
    ...(healthcheck?.exec?.words.map(({ value }) => value) ?? [healthcheck?.script?.text ?? '']),
  ];
  if (texts.some((text) => text.split(/[\s;&|()"']+/).some(isDevelopmentTool))) return true;
  return chain.some(({ steps }) =>
    steps.some(
      ({ instruction, execution }) =>
        instruction.onbuild ||
        execution?.commands.some(({ argv }) => {
          const words = argv.map(({ value }) => valueOf(value) ?? '');
          // A tool that is installed and not started is started by a compose file.
          return words[1] === 'install' && words.slice(2).some((word) => isDevelopmentTool(word.split('@')[0] ?? ''));
        }),
    ),
  );
}

function isDevelopmentTool(word: string): boolean {
  return developmentTools.has(word.slice(word.lastIndexOf('/') + 1));
}

/** Plugins, and Go's standard library as a shared one, are of the toolchain that made the program, and found where it is. */
function needsLibrariesOfBuild(model: BuildModel, build: GoBuild): boolean {
  if (build.buildmode !== 'default' && build.buildmode !== 'exe' && build.buildmode !== 'pie') return true;
  if (build.linker.linkshared || build.go.flags.some(({ name }) => name === 'linkshared')) return true;
  return (
    build.programs.some(({ standardPackages }) => standardPackages.has('plugin')) ||
    model.goBuilds.some(({ buildmode }) => buildmode === 'plugin')
  );
}

/** Packages that run the go command when they are called, or look for the sources of the standard library. */
const goCallers =
  /^(?:go\/build|golang\.org\/x\/tools\/go\/(?:packages|loader|analysis.*)|go\/importer|github\.com\/traefik\/yaegi.*)$/;

function callsGo({ programs }: GoBuild): boolean {
  return programs.some(
    ({ standardPackages, packages }) =>
      standardPackages.has('go/build') || packages?.some(({ imports }) => imports.some((path) => goCallers.test(path))),
  );
}
