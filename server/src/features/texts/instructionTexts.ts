import { say } from '../../text/say';
import { reference, type TextRow } from './textRow';

/** A flag of an instruction. */
export interface InstructionFlagText extends TextRow {
  readonly instructions: readonly string[];
}

/** Flags of instructions: the Dockerfile reference, and what instructions/parse.go of BuildKit reads. */
export const instructionFlagTexts: readonly InstructionFlagText[] = [
  {
    name: 'platform',
    instructions: ['FROM'],
    text: say`The platform of the base image, and of what runs in the stage. That of the target if left out.`,
    source: reference('FROM'),
  },
  {
    name: 'from',
    instructions: ['COPY'],
    text: say`Copies from a stage, an image or a named context instead of the build context. Variables are not expanded in it.`,
    source: reference('COPY --from'),
  },
  {
    name: 'chown',
    instructions: ['COPY', 'ADD'],
    text: say`Who owns the copied files: \`user:group\`, as names or numbers. Root if left out, whatever USER says. Names are looked up in /etc/passwd and /etc/group of the stage.`,
    source: reference('COPY --chown'),
  },
  {
    name: 'chmod',
    instructions: ['COPY', 'ADD'],
    text: say`The file mode of the copied files: octal, or as \`u=rwX,go=rX\` (Dockerfile 1.14).`,
    source: reference('COPY --chmod'),
  },
  {
    name: 'link',
    instructions: ['COPY', 'ADD'],
    text: say`The files are a layer of their own, which stays cached when the layers below change. Symbolic links at the destination are not followed.`,
    source: reference('COPY --link'),
  },
  {
    name: 'parents',
    instructions: ['COPY'],
    text: say`Keeps the folders of the source paths; \`/./\` in a path says where they begin. \`COPY --parents **/go.mod ./\` copies the go.mod of each module to its place.`,
    source: reference('COPY --parents'),
  },
  {
    name: 'exclude',
    instructions: ['COPY', 'ADD'],
    text: say`A pattern of files that are not copied. May be given several times.`,
    source: reference('COPY --exclude'),
  },
  {
    name: 'checksum',
    instructions: ['ADD'],
    text: say`What the download must be: \`sha256:…\` of a file, or the commit of a Git repository. Else the build fails.`,
    source: reference('ADD --checksum'),
  },
  {
    name: 'keep-git-dir',
    instructions: ['ADD'],
    text: say`Keeps the folder .git of a repository that is added by its URL; go needs it to stamp the commit.`,
    source: reference('ADD --keep-git-dir'),
  },
  {
    name: 'unpack',
    instructions: ['ADD'],
    text: say`Whether archives are unpacked. If left out, local ones are and downloaded ones are not.`,
    source: reference('ADD --unpack'),
  },
  {
    name: 'mount',
    instructions: ['RUN'],
    text: say`Shows files to this RUN that are not part of the image.`,
    source: reference('RUN --mount'),
  },
  {
    name: 'network',
    instructions: ['RUN'],
    text: say`The network of this RUN.`,
    values: [
      { name: 'default', text: say`The network of the build.` },
      { name: 'none', text: say`No network: a go build needs all modules in vendor or the module cache.` },
      {
        name: 'host',
        text: say`The network of the machine that builds; must be allowed with \`--allow network.host\`.`,
      },
    ],
    source: reference('RUN --network'),
  },
  {
    name: 'security',
    instructions: ['RUN'],
    text: say`Whether this RUN is kept apart from the machine that builds.`,
    values: [
      { name: 'sandbox', text: say`It is, the default.` },
      {
        name: 'insecure',
        text: say`It is not, as with \`docker run --privileged\`; must be allowed with \`--allow security.insecure\`.`,
      },
    ],
    source: reference('RUN --security'),
  },
  {
    name: 'device',
    instructions: ['RUN'],
    text: say`Gives this RUN a device of the machine that builds, by its CDI name; must be allowed with \`--allow device\`.`,
    source: reference('RUN --device'),
  },
  {
    name: 'interval',
    instructions: ['HEALTHCHECK'],
    text: say`The time before the first check and between checks; \`30s\` if left out.`,
    source: reference('HEALTHCHECK'),
  },
  {
    name: 'timeout',
    instructions: ['HEALTHCHECK'],
    text: say`A check that takes longer is killed and has failed; \`30s\` if left out.`,
    source: reference('HEALTHCHECK'),
  },
  {
    name: 'start-period',
    instructions: ['HEALTHCHECK'],
    text: say`How long failed checks do not count after the start; \`0s\` if left out.`,
    source: reference('HEALTHCHECK'),
  },
  {
    name: 'start-interval',
    instructions: ['HEALTHCHECK'],
    text: say`The time between checks during the start period; \`5s\` if left out (Docker 25).`,
    source: reference('HEALTHCHECK'),
  },
  {
    name: 'retries',
    instructions: ['HEALTHCHECK'],
    text: say`After how many failed checks in a row the container is unhealthy; 3 if left out.`,
    source: reference('HEALTHCHECK'),
  },
];

/** What each instruction does. */
export const instructionTexts: readonly TextRow[] = [
  {
    name: 'FROM',
    text: say`Begins a stage with the files of an image or of an earlier stage.`,
    source: reference('FROM'),
  },
  {
    name: 'ARG',
    text: say`A variable of the build, which \`--build-arg\` may set. It is not in the image.`,
    source: reference('ARG'),
  },
  {
    name: 'ENV',
    text: say`A variable for all that follows in the stage, and for the container.`,
    source: reference('ENV'),
  },
  { name: 'RUN', text: say`Runs a command and keeps what it changes as a layer.`, source: reference('RUN') },
  { name: 'COPY', text: say`Copies files into the stage.`, source: reference('COPY') },
  {
    name: 'ADD',
    text: say`Copies files as COPY does, and also downloads URLs, clones repositories and unpacks local archives.`,
    source: reference('ADD'),
  },
  {
    name: 'WORKDIR',
    text: say`The folder that what follows runs in, and the container too. It is created if it does not exist.`,
    source: reference('WORKDIR'),
  },
  {
    name: 'USER',
    text: say`The user that the following RUN commands and the container run as: \`user:group\`, as names or numbers.`,
    source: reference('USER'),
  },
  {
    name: 'ENTRYPOINT',
    text: say`The program that the container starts. CMD, or what stands behind the image in \`docker run\`, is added as its arguments.`,
    source: reference('ENTRYPOINT'),
  },
  {
    name: 'CMD',
    text: say`What the container starts, or the arguments of ENTRYPOINT if there is one. \`docker run\` can replace it.`,
    source: reference('CMD'),
  },
  {
    name: 'SHELL',
    text: say`The shell of the shell form of the RUN, CMD and ENTRYPOINT that follow.`,
    source: reference('SHELL'),
  },
  {
    name: 'EXPOSE',
    text: say`Says on which ports the program listens. It opens none: \`docker run -p\` does.`,
    source: reference('EXPOSE'),
  },
  {
    name: 'VOLUME',
    text: say`Folders whose contents lie outside the container; a new volume begins with what the image holds there.`,
    source: reference('VOLUME'),
  },
  { name: 'LABEL', text: say`Notes on the image. They change nothing about what runs.`, source: reference('LABEL') },
  {
    name: 'HEALTHCHECK',
    text: say`How Docker finds out whether the container works: 0 is healthy, 1 is not. Kubernetes does not read it.`,
    source: reference('HEALTHCHECK'),
  },
  {
    name: 'STOPSIGNAL',
    text: say`The signal that \`docker stop\` sends; SIGTERM if left out.`,
    source: reference('STOPSIGNAL'),
  },
  {
    name: 'ONBUILD',
    text: say`An instruction for images that are built FROM this one. It does nothing in this stage.`,
    source: reference('ONBUILD'),
  },
  {
    name: 'MAINTAINER',
    text: say`Who looks after the image. Deprecated: \`LABEL org.opencontainers.image.authors=…\`.`,
    source: reference('MAINTAINER (deprecated)'),
  },
];

/** The text of a flag, without dashes, of an instruction; undefined if the instruction has none of that name. */
export function instructionFlagText(instruction: string, name: string): InstructionFlagText | undefined {
  return instructionFlagTexts.find((row) => row.name === name && row.instructions.includes(instruction));
}
