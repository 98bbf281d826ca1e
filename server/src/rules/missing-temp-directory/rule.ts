import { valueOf } from '../../facts/fact';
import type { ProgramPackage } from '../../golang/types';
import type { BuildModel, Stage } from '../../model/buildModel';
import { artifactPaths, lookUp } from '../../model/files';
import { say } from '../../text/say';
import { defineRule, type Fix } from '../rule';
import { copyToTarget, mayBeSet, nameOfTarget, shippedPrograms } from '../shipped';

export const missingTempDirectory = defineRule({
  id: 'missing-temp-directory',
  title: 'Temporary files in an image without /tmp',
  severity: 'information',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    // Distributions, busybox and distroless all have /tmp.
    if (!target || target.root.files !== 'empty' || lookUp(target.files, '/tmp').state !== 'absent') return;
    if (mayBeSet(target, 'TMPDIR') || hasVolume(target)) return;
    for (const { path, build, program } of shippedPrograms(model)) {
      for (const own of program?.packages ?? []) {
        const does = temporaryFiles(own);
        if (does === undefined) continue;
        yield {
          span: target.from.image?.span ?? target.from.span,
          certainty: 'presumed',
          message: say`${path} ${does}, and ${nameOfTarget(target)} has no /tmp: it fails with "open /tmp/…: no such file or directory". This presumes that nothing is mounted there when the container starts.`,
          related: [{ span: build.go.verbSpan, message: say`${path} is built here` }],
          fixes: fixesFor(model, target, model.stages[build.stage]),
        };
        return;
      }
    }
  },
});

/** A VOLUME may be /tmp, and Docker makes the directory then. */
function hasVolume(stage: Stage): boolean {
  return stage.steps.some(({ instruction }) => instruction.kind === 'VOLUME');
}

const creators = new Set(['os.CreateTemp', 'os.MkdirTemp', 'io/ioutil.TempFile', 'io/ioutil.TempDir']);

/**
 * How a package makes files in the default directory: with an empty name of the directory, or with os.TempDir, which alone
 * may also stand for a path that os.MkdirAll then makes.
 */
function temporaryFiles({ uses }: ProgramPackage): string | undefined {
  if (!uses) return undefined;
  const namesDefault = uses.some(({ name }) => name === 'os.TempDir');
  for (const { name, first, file } of uses) {
    if (creators.has(name) && (first === '' || (first === undefined && namesDefault)))
      return say`calls ${name.slice(name.lastIndexOf('/') + 1)} in ${file}`;
    if (name === 'method ParseMultipartForm' || name === 'method FormFile')
      return say`takes uploads in ${file}, of which large ones become temporary files`;
  }
  return undefined;
}

/**
 * The directory of the build stage, which is empty but for what the Dockerfile puts there. COPY makes it anew, with mode
 * 755 whatever --chmod says (measured with Docker 28.5), so that it has to belong to the user that the container runs as.
 */
function fixesFor(model: BuildModel, target: Stage, builder: Stage | undefined): readonly Fix[] {
  if (!builder || artifactPaths(builder.files).some((path) => path.startsWith('/tmp/'))) return [];
  if (builder.root.family === undefined || builder.root.files === 'empty') return [];
  const user = valueOf(target.user.name);
  if (user === undefined || !/^(?:root|\d+(?::\d+)?)?$/.test(user)) return [];
  const owner = user === '' || user === 'root' || user === '0' ? [] : [`--chown=${user}`];
  const edit = copyToTarget(model, builder, ...owner, '/tmp', '/tmp');
  return edit ? [{ title: say`Copy an empty /tmp into the image`, safety: 'review', edits: [edit] }] : [];
}
