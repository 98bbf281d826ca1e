import { say } from '../../text/say';
import { instructionFlagTexts, instructionTexts } from '../texts/instructionTexts';
import { textOf } from '../texts/textRow';
import { documentRow } from './documentation';
import type { InstructionPlace } from './context';
import type { Draft, Proposal } from './item';
import { mountDrafts } from './mountItems';
import type { Place } from './place';

/** What stands behind the keyword, with places to fill in. */
const bodies: readonly (readonly [keyword: string, snippet: string])[] = [
  ['FROM', '${1:image}'],
  ['ARG', '${1:NAME}'],
  ['ENV', '${1:NAME}=${2:value}'],
  ['WORKDIR', '${1:/src}'],
  ['COPY', '${1:.} ${2:.}'],
  ['ADD', '${1:source} ${2:destination}'],
  ['RUN', '${1:command}'],
  ['USER', '${1:65532:65532}'],
  ['EXPOSE', '${1:8080}'],
  ['ENTRYPOINT', '["${1:/app}"]'],
  ['CMD', '["${1:argument}"]'],
  ['LABEL', '${1:name}="${2:value}"'],
  ['HEALTHCHECK', 'CMD ["${1:/app}", "${2:health}"]'],
  ['VOLUME', '["${1:/data}"]'],
  ['SHELL', '["${1:/bin/sh}", "${2:-c}"]'],
  ['STOPSIGNAL', '${1:SIGTERM}'],
  ['ONBUILD', '${1:RUN command}'],
];

/** What cannot stand behind ONBUILD. Source: BuildKit, instructions.ParseInstruction and dispatchOnbuild. */
const noTriggers: ReadonlySet<string> = new Set(['FROM', 'ONBUILD', 'MAINTAINER']);

/** Keywords of instructions, for editors in which nothing else offers them. */
export function keywordProposal({ stage }: Place, typed: string, isTrigger: boolean): Proposal {
  const isLower = typed !== '' && typed === typed.toLowerCase();
  const drafts = bodies
    .filter(([keyword]) => stage !== undefined || keyword === 'FROM' || keyword === 'ARG')
    .filter(([keyword]) => !isTrigger || !noTriggers.has(keyword))
    .map(([keyword, body]): Draft => {
      const label = isLower ? keyword.toLowerCase() : keyword;
      return {
        label,
        kind: 'keyword',
        newText: `${label} `,
        snippet: `${label} ${body}`,
        filterText: label,
        documentation: () => documentRow(textOf(instructionTexts, keyword)),
      };
    });
  return { typed, rest: /^[A-Za-z]*/, drafts };
}

/** Flags of an instruction; of RUN the mounts for Go in any case, the rest only where nothing else offers them. */
export function flagProposal(
  place: Place,
  { keyword, flags }: InstructionPlace,
  typed: string,
  completesKeywords: boolean,
): Proposal | undefined {
  const mounts = keyword === 'RUN' ? mountDrafts(place, flags) : [];
  const given = new Set(flags.map((flag) => flag.replace(/=.*/s, '')));
  const generic = completesKeywords
    ? instructionFlagTexts
        .filter(
          ({ name, instructions }) => instructions.includes(keyword) && (name === 'mount' || !given.has(`--${name}`)),
        )
        .map((row): Draft => {
          const isSwitch = /^(?:link|parents|keep-git-dir)$/.test(row.name);
          const label = `--${row.name}${isSwitch ? '' : '='}`;
          return { label, kind: 'flag', documentation: () => documentRow(row) };
        })
    : [];
  const platform = keyword === 'FROM' && given.size === 0 ? platformDrafts(place, '--platform=') : [];
  const drafts = [...mounts, ...platform, ...generic];
  return drafts.length === 0 ? undefined : { typed, rest: /^[\w-]*=?/, drafts };
}

/** The value of FROM --platform. */
export function platformProposal(place: Place, typed: string): Proposal | undefined {
  if (typed.includes('$') && typed !== '$') return undefined;
  return { typed, rest: /^[\w/${}]*/, drafts: platformDrafts(place, '') };
}

function platformDrafts({ model }: Place, prefix: string): readonly Draft[] {
  const platforms = model.builtFor?.platforms ?? ['linux/amd64', 'linux/arm64'];
  const build: Draft = {
    label: `${prefix}$BUILDPLATFORM`,
    kind: 'value',
    detail: say`never emulated`,
    documentation: () =>
      say`The stage runs on the machine that builds. Its go builds need GOOS and GOARCH of the target: \`ARG TARGETOS TARGETARCH\`, then \`GOOS=$TARGETOS GOARCH=$TARGETARCH go build\`.`,
  };
  return [
    build,
    ...platforms.map((platform): Draft => ({
      label: `${prefix}${platform}`,
      kind: 'value',
      detail: say`whatever is built for`,
    })),
  ];
}
