import { expandWord } from '../../dockerfile/expand';
import type { ArgInstruction, EnvInstruction, Instruction } from '../../dockerfile/instruction';
import { toSource, type LogicalText } from '../../dockerfile/logicalText';
import { valueOf } from '../../facts/fact';
import type { BuildModel, Copy, Step } from '../../model/buildModel';
import { remembered } from '../../text/remembered';
import { say } from '../../text/say';
import type { Span } from '../../text/span';
import { namesArmsLicense } from '../arms';
import { chain } from '../fixes/images';
import { defineRule, type Finding } from '../rule';
import { leaveToStart, mountNetrc } from './fixes';
import { secretsInText, secretValue, type Sureness } from './secretText';
import { writtenArguments } from './writtenArguments';

export const secretInImage = defineRule({
  id: 'secret-in-image',
  title: 'Secret that the image, its history or the build cache keeps',
  severity: 'error',
  fix: 'sometimes',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const shipped = new Set(model.target ? chain(model, model.target) : []);
    // What a base stage or an ARG before the first FROM says is told once, for the image that is shipped if it gets there.
    const stages = model.stages.filter(({ needed }) => needed);
    const ordered = [...stages.filter((stage) => shipped.has(stage)), ...stages.filter((stage) => !shipped.has(stage))];
    const told = new Set<number>();
    for (const stage of ordered) {
      for (const step of stage.steps) {
        if (step.instruction.onbuild) continue;
        for (const secret of secretsOf(model, step, shipped.has(stage))) {
          if (told.has(secret.span.start)) continue;
          told.add(secret.span.start);
          yield finding(model, step, secret, shipped.has(stage));
        }
      }
    }
  },
});

interface Secret {
  readonly span: Span;
  /** What it is, as the subject of a sentence. */
  readonly what: string;
  readonly sureness: Sureness;
  /** How it gets out: part of the configuration, of the history, or a file of a layer. */
  readonly kept: keyof typeof consequences;
  /** It comes from a build argument, so that the Dockerfile does not show it. */
  readonly argument?: { readonly name: string; readonly declared: Span };
}

const consequences = {
  configuration: say`stands in the configuration of the image: docker inspect shows it to everyone who can pull it.`,
  history: say`stands in the history of the image: docker history shows it to everyone who can pull it.`,
  file: say`stays in a layer of the image, even if a later instruction deletes it.`,
  layer: say`ends in a layer of the image, and docker history shows the build argument to everyone who can pull it.`,
} as const;

function finding(model: BuildModel, step: Step, secret: Secret, shipped: boolean): Finding {
  const { span, what, sureness, kept, argument } = secret;
  const { instruction } = step;
  const consequence = shipped
    ? consequences[kept]
    : argument
      ? say`is written into a stage that is not shipped: the image does not hold it, but the build cache and the records of the build do.`
      : say`is not part of the image, but stays in the build cache and wherever that is exported to.`;
  const doubt = sureness === 'presumed' && !argument ? say` This presumes that it is a real one.` : '';
  return {
    span,
    certainty: sureness,
    ...((!shipped || argument) && { severity: 'warning' }),
    message: `${what} ${consequence}${doubt}`,
    ...(argument && { related: [{ span: argument.declared, message: say`${argument.name} is declared here` }] }),
    fixes: () =>
      instruction.kind === 'ENV'
        ? shipped
          ? leaveToStart(model, instruction, span)
          : []
        : mountNetrc(model, step, argument ? [argument.name] : []),
  };
}

const none: readonly Secret[] = [];

function secretsOf(model: BuildModel, step: Step, shipped: boolean): readonly Secret[] {
  const { instruction, copy } = step;
  switch (instruction.kind) {
    case 'FROM':
      return none;
    case 'ENV':
      return [...inVariables(model, instruction), ...fromArguments(step, shipped)];
    case 'ARG':
      return inArguments(model, instruction);
    case 'RUN': {
      const written = fromArguments(step, shipped);
      const texts = inTexts(instruction);
      return written.length === 0 ? texts : [...texts, ...written];
    }
    default:
      return copy ? [...inCopiedFiles(copy), ...inTexts(instruction)] : inTexts(instruction);
  }
}

function fromArguments(step: Step, shipped: boolean): readonly Secret[] {
  return writtenArguments(step, shipped).map(({ name, span, declared, into }) => {
    const kept = step.instruction.kind === 'ENV' ? 'configuration' : 'layer';
    const what = into === undefined ? say`The value of ${name}` : say`The value of ${name}, written to ${into},`;
    return { span, what, sureness: 'known', kept, argument: { name, declared } };
  });
}

function inVariables(model: BuildModel, instruction: EnvInstruction): readonly Secret[] {
  return instruction.pairs.flatMap(({ name, value, span }) => {
    const sureness = ofLiteral(model, name, value.raw);
    return sureness ? [{ span, what: say`The value of ${name}`, sureness, kept: 'configuration' }] : none;
  });
}

/** Defaults of the stage's own arguments, and those it takes over from before the first FROM. */
function inArguments(model: BuildModel, instruction: ArgInstruction): readonly Secret[] {
  return instruction.args.flatMap((arg) => {
    const found = arg.value ? arg : globalArgument(model, arg.name);
    const sureness = found?.value && ofLiteral(model, arg.name, found.value.raw);
    if (!found || !sureness) return none;
    return [{ span: found.span, what: say`The default of ARG ${arg.name}`, sureness, kept: 'history' }];
  });
}

function globalArgument(model: BuildModel, name: string): ArgInstruction['args'][number] | undefined {
  for (const instruction of model.dockerfile.instructions) {
    if (instruction.kind === 'FROM') return undefined;
    const found = instruction.kind === 'ARG' && instruction.args.find((arg) => arg.name === name);
    if (found) return found;
  }
  return undefined;
}

/** A value made of variables holds no secret itself. */
function ofLiteral({ dockerfile }: BuildModel, name: string, raw: string): Sureness | undefined {
  // arms-license-in-image has its say about these.
  if (raw.includes('$') || namesArmsLicense(name)) return undefined;
  const value = valueOf(expandWord(raw, () => undefined, dockerfile.escape));
  return value === undefined ? undefined : secretValue(name, value);
}

/** Files that hold credentials whatever program made them. Private keys may be those of a test server. */
const credentialFile = /(?:^|\/)(?:[._]netrc|\.git-credentials|\.aws\/credentials)$/;
const privateKey = /(?:^|\/)id_(?:rsa|dsa|ecdsa|ed25519)$/;

function inCopiedFiles({ sources }: Copy): readonly Secret[] {
  return sources.flatMap(({ word, path }) => {
    const source = valueOf(path);
    if (source === undefined || /(?:^|\/)(?:tests?|testdata|fixtures|examples?|hack)\//.test(source)) return none;
    const known = credentialFile.test(source);
    if (!known && !privateKey.test(source)) return none;
    const what = say`${source.slice(source.lastIndexOf('/') + 1)}, which holds ${known ? 'credentials' : say`a private key`},`;
    return [{ span: word.span, what, sureness: known ? 'known' : 'presumed', kept: 'file' }];
  });
}

/** The history keeps the text of each instruction, a layer what a here-document writes. */
const inTexts: (instruction: Instruction) => readonly Secret[] = remembered(({ kind, argument, heredocs }) => {
  const inArgument = inText(argument, 'history');
  if (heredocs.length === 0) return inArgument;
  return [...inArgument, ...heredocs.flatMap(({ body }) => inText(body, kind === 'RUN' ? 'history' : 'file'))];
});

function inText(text: LogicalText, kept: Secret['kept']): readonly Secret[] {
  return secretsInText(text.text).flatMap(({ start, end, sureness, name }) => {
    if (name !== undefined && namesArmsLicense(name, text.text)) return none;
    const what = name === undefined ? say`This secret` : say`The value of ${name.replace(/^-+/, '')}`;
    return [{ span: toSource(text, { start, end }), what, sureness, kept }];
  });
}
