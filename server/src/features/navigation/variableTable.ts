import type { ArgInstruction, EnvInstruction, Instruction } from '../../dockerfile/instruction';
import { verbatim, type LogicalText } from '../../dockerfile/logicalText';
import { defaultPlatform } from '../../dockerfile/platform';
import { platformArgs } from '../../dockerfile/scope';
import type { BuildModel, Stage, Step } from '../../model/buildModel';
import { followVariables } from '../../shell/variableFlow';
import { remembered } from '../../text/remembered';
import { slice, type Span } from '../../text/span';
import { dockerNames } from './dockerWords';

/** A place that gives a variable a value, or says that it has one. */
export interface Declaration {
  readonly name: string;
  /** `platform`: by BuildKit. `outside`: by the base image, or by nothing. Both have no place in the text. */
  readonly kind: 'ARG' | 'ENV' | 'shell' | 'mount' | 'platform' | 'outside';
  readonly span: Span | undefined;
  /** The instruction or word around it. */
  readonly whole: Span | undefined;
  readonly exact: boolean;
  /** -1: before the first FROM. */
  readonly stage: number;
  /** ARG without default: the declarations that give it its value. */
  readonly takenFrom: readonly Declaration[];
}

/** A place where a variable is asked for, with the declarations whose value it may find. */
export interface VariableUse {
  readonly name: string;
  readonly span: Span;
  readonly exact: boolean;
  readonly stage: number;
  readonly declarations: ReadonlySet<Declaration>;
}

export interface VariableTable {
  readonly declarations: readonly Declaration[];
  readonly uses: readonly VariableUse[];
  /** Declarations and uses of one variable have the same group. */
  readonly groupOf: (declaration: Declaration) => Declaration;
  /** Texts that could not be read, by stage: a variable may be in them. */
  readonly unread: readonly { readonly stage: number; readonly span: Span }[];
}

/** The names of the variables that BuildKit sets by itself. */
export const automaticNames: ReadonlySet<string> = new Set(platformArgs(defaultPlatform, defaultPlatform).keys());

type Environment = Map<string, ReadonlySet<Declaration>>;

interface StageEnvironment {
  /** ENV and ARG, as instructions and RUN see them. */
  all: Environment;
  /** ENV alone, as a container sees it. */
  image: Environment;
}

/**
 * Who gives which use of a variable its value: BuildKit's scopes (see `argValues` and `envValues` of dockerfile/scope.ts), and
 * the shell's within RUN, CMD, ENTRYPOINT and HEALTHCHECK.
 */
export const variableTable: (model: BuildModel) => VariableTable = remembered((model) => new Collector(model).table());

class Collector {
  private readonly declared = new Map<string, Declaration>();
  private readonly uses = new Map<string, VariableUse & { readonly declarations: Set<Declaration> }>();
  private readonly parents = new Map<Declaration, Declaration>();
  private readonly unread: { stage: number; span: Span }[] = [];
  private readonly globals: Environment = new Map();
  private readonly stages: StageEnvironment[] = [];

  constructor(private readonly model: BuildModel) {}

  table(): VariableTable {
    const { dockerfile, stages } = this.model;
    for (const instruction of dockerfile.instructions) {
      if (instruction.kind === 'FROM') break;
      if (instruction.kind === 'ARG') this.globalArg(instruction);
    }
    for (const stage of stages) this.walkStage(stage);
    for (const { declarations } of this.uses.values()) this.unite([...declarations]);
    // One --build-arg gives all of them their value, whatever their scopes.
    const firstOf = new Map<string, Declaration>();
    for (const arg of this.declared.values()) {
      if (arg.kind !== 'ARG') continue;
      const first = firstOf.get(arg.name);
      if (first) this.unite([first, arg]);
      else firstOf.set(arg.name, arg);
    }
    return {
      declarations: [...this.declared.values()],
      uses: [...this.uses.values()],
      groupOf: (declaration) => this.find(declaration),
      unread: this.unread,
    };
  }

  private globalArg(instruction: ArgInstruction): void {
    const inGlobals = (name: string) => this.inGlobals(name);
    for (const arg of instruction.args) {
      const { value } = arg;
      if (value) this.useIn({ ...instruction, args: [arg] }, -1, inGlobals);
      const before = value ? [] : [...(this.globals.get(arg.name) ?? []), ...this.automatic(arg.name)];
      const declaration = this.declare(arg, 'ARG', -1, instruction.span, before);
      this.unite([declaration, ...(this.globals.get(arg.name) ?? []), ...declaration.takenFrom]);
      this.globals.set(arg.name, new Set([declaration]));
    }
  }

  private walkStage(stage: Stage): void {
    const { base, from, steps, index } = stage;
    this.useIn(from, index, (name) => this.inGlobals(name));
    const parent = base.kind === 'stage' ? this.stages[base.index] : undefined;
    const scope: StageEnvironment = {
      all: new Map([...(parent?.all ?? []), ...(parent?.image ?? [])]),
      image: new Map(parent?.image ?? []),
    };
    for (const step of steps) if (!step.instruction.onbuild) this.walkStep(stage, step, scope);
    this.stages.push(scope);
    // What ONBUILD says runs in stages built on this one, which may be in other files.
    const child: StageEnvironment = { all: new Map(scope.all), image: new Map(scope.image) };
    for (const step of steps) if (step.instruction.onbuild) this.walkStep(stage, step, child);
    for (const command of [stage.entrypoint?.instruction, stage.cmd?.instruction, stage.healthcheck])
      if (command) this.startCommand(command, stage, (name) => this.lookUp(scope.image, name, stage));
  }

  private walkStep(stage: Stage, step: Step, scope: StageEnvironment): void {
    const { instruction } = step;
    const see = (name: string) => this.lookUp(scope.all, name, stage);
    switch (instruction.kind) {
      case 'ARG':
        this.stageArg(instruction, stage, scope);
        return;
      case 'ENV':
        this.useIn(instruction, stage.index, see);
        this.env(instruction, stage, scope);
        return;
      case 'RUN':
        this.useIn(instruction, stage.index, see);
        this.run(stage, step, see);
        return;
      default:
        this.useIn(instruction, stage.index, see);
    }
  }

  private stageArg(instruction: ArgInstruction, stage: Stage, scope: StageEnvironment): void {
    for (const arg of instruction.args) {
      this.useIn({ ...instruction, args: [arg] }, stage.index, (name) => this.lookUp(scope.all, name, stage));
      const global = this.globals.get(arg.name) ?? this.automatic(arg.name);
      const declaration = this.declare(arg, 'ARG', stage.index, instruction.span, arg.value ? [] : [...global]);
      const before = scope.all.get(arg.name) ?? new Set<Declaration>();
      this.unite([declaration, ...declaration.takenFrom, ...[...before].filter(({ kind }) => kind === 'ARG')]);
      // Without a value from anywhere it leaves what is there.
      const leaves = !arg.value && declaration.takenFrom.length === 0;
      scope.all.set(arg.name, new Set(leaves ? [...before, declaration] : [declaration]));
    }
  }

  private env(instruction: EnvInstruction, stage: Stage, scope: StageEnvironment): void {
    for (const pair of instruction.pairs) {
      if (pair.name.includes('$')) continue;
      const declaration = this.declare(pair, 'ENV', stage.index, instruction.span, []);
      this.unite([declaration, ...(scope.image.get(pair.name) ?? [])]);
      for (const environment of [scope.all, scope.image]) environment.set(pair.name, new Set([declaration]));
    }
  }

  private run(stage: Stage, step: Step, see: (name: string) => ReadonlySet<Declaration>): void {
    const { instruction } = step;
    if (instruction.kind !== 'RUN') return;
    const secrets = this.secrets(instruction, stage);
    const seen = (name: string): ReadonlySet<Declaration> => secrets.get(name) ?? see(name);
    if (instruction.exec) {
      this.argv(instruction.exec.words, stage, seen);
      return;
    }
    const text = instruction.script ?? instruction.argument;
    if (step.execution || instruction.onbuild) this.shell(text, stage, seen, instruction.span);
    else this.unread.push({ stage: stage.index, span: instruction.span });
  }

  /** `--mount=type=secret,id=token,env=TOKEN`. */
  private secrets({ flags }: Instruction, { index }: Stage): Environment {
    const found: Environment = new Map();
    for (const { name, value, valueSpan, span } of flags) {
      const match = name === 'mount' ? /(?:^|,)env=(\w+)/.exec(value ?? '') : null;
      const variable = match?.[1];
      if (!match || variable === undefined || !/\btype=secret\b/.test(value ?? '')) continue;
      const start = valueSpan.start + match.index + match[0].length - variable.length;
      const place = { name: variable, nameSpan: { start, end: start + variable.length } };
      found.set(variable, new Set([this.declare(place, 'mount', index, span, [])]));
    }
    return found;
  }

  private startCommand(instruction: Instruction, stage: Stage, see: (name: string) => ReadonlySet<Declaration>): void {
    if (!('exec' in instruction)) return;
    if (instruction.exec) this.argv(instruction.exec.words, stage, see);
    else if (stage.shell.posix) {
      const text = instruction.kind === 'HEALTHCHECK' ? instruction.script : instruction.argument;
      if (text) this.shell(text, stage, see, instruction.span);
    } else this.unread.push({ stage: stage.index, span: instruction.span });
  }

  /** The script of `["sh", "-c", "…"]`; without a shell nothing is expanded. */
  private argv(
    words: readonly { readonly value: string; readonly span: Span }[],
    stage: Stage,
    see: (name: string) => ReadonlySet<Declaration>,
  ): void {
    const shell = words.findIndex(({ value }) => /(?:^|\/)(?:ba|da|a|k|z)?sh$/.test(value));
    const option = words.findIndex(({ value }, index) => index > shell && /^-[a-z]*c$/.test(value));
    const script = shell >= 0 && option > shell ? words[option + 1] : undefined;
    if (!script) return;
    const { value, span } = script;
    if (span.end - span.start === value.length + 2) this.shell(verbatim(value, span.start + 1), stage, see, span);
    else if (value.includes('$')) this.unread.push({ stage: stage.index, span });
  }

  private shell(
    text: LogicalText,
    { index, steps }: Stage,
    see: (name: string) => ReadonlySet<Declaration>,
    whole: Span,
  ): void {
    const flow = followVariables(text);
    if (!flow.complete) this.unread.push({ stage: index, span: whole });
    const writes = flow.writes.map((write) =>
      this.declare({ name: write.name, nameSpan: write.span }, 'shell', index, write.span, [], write.exact),
    );
    for (const read of flow.reads) {
      const own = read.writes.flatMap((each) => writes[each] ?? []);
      const given = read.environment ? [...see(read.name)] : [];
      // A branch that does not set it leaves it unset, unless the image may bring it.
      const isSet = steps[0]?.environment.has(read.name) === true;
      const outer = own.length > 0 && !isSet ? given.filter(({ kind }) => kind !== 'outside') : given;
      if (own.length + outer.length > 0) this.use(read, index, [...own, ...outer]);
    }
  }

  private useIn(instruction: Instruction, stage: number, see: (name: string) => ReadonlySet<Declaration>): void {
    for (const place of dockerNames(this.model.dockerfile, instruction)) this.use(place, stage, [...see(place.name)]);
  }

  private use(
    { name, span, exact }: { readonly name: string; readonly span: Span; readonly exact: boolean },
    stage: number,
    declarations: readonly Declaration[],
  ): void {
    const key = `${span.start}:${name}`;
    const known = this.uses.get(key) ?? { name, span, exact, stage, declarations: new Set<Declaration>() };
    for (const declaration of declarations) known.declarations.add(declaration);
    this.uses.set(key, known);
  }

  private declare(
    { name, nameSpan }: { readonly name: string; readonly nameSpan: Span },
    kind: Declaration['kind'],
    stage: number,
    whole: Span,
    takenFrom: readonly Declaration[],
    exact = true,
  ): Declaration {
    const key = `${nameSpan.start}:${name}`;
    const known = this.declared.get(key);
    if (known) return known;
    const stands = exact && slice(this.model.dockerfile.text, nameSpan) === name;
    const made: Declaration = { name, kind, span: nameSpan, whole, exact: stands, stage, takenFrom };
    this.declared.set(key, made);
    return made;
  }

  private elsewhere(name: string, kind: 'platform' | 'outside', stage: number): Declaration {
    const key = `${kind} ${stage} ${name}`;
    const known = this.declared.get(key);
    if (known) return known;
    const made: Declaration = { name, kind, span: undefined, whole: undefined, exact: false, stage, takenFrom: [] };
    this.declared.set(key, made);
    return made;
  }

  private automatic(name: string): ReadonlySet<Declaration> {
    return automaticNames.has(name) ? new Set([this.elsewhere(name, 'platform', -1)]) : new Set();
  }

  private inGlobals(name: string): ReadonlySet<Declaration> {
    const found = this.globals.get(name) ?? this.automatic(name);
    return found.size > 0 ? found : new Set([this.elsewhere(name, 'outside', -1)]);
  }

  private lookUp(environment: Environment, name: string, stage: Stage): ReadonlySet<Declaration> {
    return environment.get(name) ?? new Set([this.elsewhere(name, 'outside', this.rootOf(stage).index)]);
  }

  private rootOf(stage: Stage): Stage {
    const parent = stage.base.kind === 'stage' ? this.model.stages[stage.base.index] : undefined;
    return parent ? this.rootOf(parent) : stage;
  }

  private find(declaration: Declaration): Declaration {
    let root = declaration;
    for (let next = this.parents.get(root); next; next = this.parents.get(root)) root = next;
    if (root !== declaration) this.parents.set(declaration, root);
    return root;
  }

  private unite(declarations: readonly Declaration[]): void {
    const [first, ...others] = declarations.map((declaration) => this.find(declaration));
    for (const other of others) if (first && this.find(other) !== first) this.parents.set(this.find(other), first);
  }
}
