import { isSettled, valueOf } from '../../facts/fact';
import { parseGoCommand } from '../../golang/goCommand';
import { flagValue } from '../../golang/flagValues';
import { findModule } from '../../golang/program';
import type { ModuleFacts } from '../../golang/types';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { globMatcher } from '../../model/copy';
import { asTree, lookUp } from '../../model/files';
import type { ExecutedCommand } from '../../shell/execution';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { insertBefore } from '../fixes/instructions';
import { defineRule, type Finding } from '../rule';

export const moduleToolMissing = defineRule({
  id: 'module-tool-missing',
  title: 'Modules fetched from their repositories without git',
  severity: 'warning',
  fix: 'sometimes',
  category: 'build',
  since: '0.1.0',
  *check(model) {
    for (const stage of model.stages) {
      if (!stage.needed || stage.image.distribution !== 'alpine') continue;
      const finding = firstOf(model, stage);
      if (finding) yield finding;
    }
  },
});

/** The first command of a stage that needs git and has none. */
function firstOf(model: BuildModel, stage: Stage): Finding | undefined {
  for (const step of stage.steps) {
    const { tools } = step.image;
    if (!step.execution || !isSettled(tools) || tools.value.has('git')) continue;
    for (const command of step.execution.commands) {
      const asked = direct(step, command);
      if (!asked) continue;
      const { path, span, variable, origin } = asked;
      const host = isGit(path) ? undefined : path.split('/')[0];
      const doubt = host === undefined ? '' : say` This presumes that ${host} answers with a git repository.`;
      return {
        span,
        certainty: host === undefined ? tools.certainty : 'presumed',
        message: say`${variable} has ${path} fetched from its repository, and this image has no git. Go then says "exec: "git": executable file not found in $PATH".${doubt}`,
        ...(origin && { related: [{ span: origin, message: say`${variable} is set here` }] }),
        fixes: () =>
          ['', 'root', '0'].includes((valueOf(step.user) ?? '?').split(':')[0] ?? '')
            ? [
                {
                  title: say`Install git first`,
                  safety: 'review',
                  edits: [insertBefore(model, step.instruction, 'RUN apk add --no-cache git')],
                },
              ]
            : [],
      };
    }
  }
  return undefined;
}

/** A module that the command surely fetches without a proxy. */
function direct(
  step: Step,
  command: ExecutedCommand,
):
  | { readonly path: string; readonly span: Span; readonly variable: string; readonly origin: Span | undefined }
  | undefined {
  const [first] = command.argv;
  if (!first || valueOf(first.value) !== 'go' || command.runs !== 'always') return undefined;
  const go = parseGoCommand(command);
  const isFetch = go?.verb === 'mod download' || go?.verb === 'build' || go?.verb === 'install' || go?.verb === 'test';
  if (!go || !isFetch || go.directory || go.args.some(({ value }) => valueOf(value)?.includes('@') !== false))
    return undefined;
  if (flagValue(go, 'mod') || flagValue(go, 'modfile') || !isSettled(command.workdir)) return undefined;
  // What another step has put there need not be fetched.
  if (lookUp(step.files, '/go/pkg/mod').state !== 'absent') return undefined;
  const tree = asTree(step.files);
  const module = findModule(tree, command.workdir.value);
  if (!module || module === 'unknown' || (module.vendored && go.verb !== 'mod download')) return undefined;
  for (const variable of ['GONOPROXY', 'GOPRIVATE', 'GOPROXY']) {
    const set = command.environment.get(variable);
    if (!set || valueOf(set.value) === '') continue;
    if (set.value.certainty !== 'known') return undefined;
    const path = fetched(module, variable, set.value.value);
    if (path !== undefined) return { path, span: go.verbSpan, variable, origin: set.origin };
    // GONOPROXY stands in the place of GOPRIVATE.
    if (variable === 'GONOPROXY' && command.environment.has('GOPRIVATE')) return undefined;
  }
  return undefined;
}

/** Hosts that have git repositories only (cmd/go/internal/vcs, vcsPaths; gitlab.com names git in its answer to go-get=1). */
const gitHosts = /^(?:github\.com|bitbucket\.org|gitlab\.com)\//;

/** Whether go takes the path for one of a git repository without asking: a known host, or `.git` in it (go help importpath). */
function isGit(path: string): boolean {
  return gitHosts.test(path) || /\.git(?:\/|$)/.test(path);
}

function fetched({ file }: ModuleFacts, variable: string, value: string): string | undefined {
  const required = file.requires.filter(({ path }) => !file.replaces.some((replace) => replace.path === path));
  const patterns = value.split(',').map((pattern) => pattern.trim());
  if (variable === 'GOPROXY') {
    return value.trim() === 'direct' ? required.find(({ path }) => gitHosts.test(path))?.path : undefined;
  }
  // What is private may be on any host; that it answers with a repository other than git's, or a proxy, is rare.
  const own = required.filter(({ path }) => patterns.some((pattern) => matchesPrefix(pattern, path)));
  return (own.find(({ path }) => isGit(path)) ?? own[0])?.path;
}

/** golang.org/x/mod/module.MatchPrefixPatterns: as many elements of the path as the pattern has. */
function matchesPrefix(pattern: string, path: string): boolean {
  const wanted = pattern.replace(/\/$/, '').split('/');
  const elements = path.split('/');
  if (pattern === '' || elements.length < wanted.length) return false;
  return wanted.every((part, index) => globMatcher(part)(elements[index] ?? ''));
}
