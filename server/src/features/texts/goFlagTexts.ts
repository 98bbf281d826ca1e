import { say } from '../../text/say';
import { goHelp, type TextRow } from './textRow';

/** A flag of the go command. */
export interface GoFlagText extends TextRow {
  /** The verbs that the text is about; absent: all that have such a flag and no row of their own. */
  readonly verbs?: readonly string[];
}

const build = goHelp('build', 'Compile packages and dependencies');
const test = goHelp('test', 'Test packages');
const testing = goHelp('testflag', 'Testing flags');
const get = goHelp('get', 'Add dependencies to current module and install them');
const list = goHelp('list', 'List packages or modules');
const clean = goHelp('clean', 'Remove object files and cached files');
const env = goHelp('env', 'Print Go environment information');
const version = goHelp('version', 'Print Go version');
const vet = goHelp('vet', 'Report likely mistakes in packages');
const generate = goHelp('generate', 'Generate Go files by processing source');
const edit = goHelp('mod edit', 'Edit go.mod from tools or scripts');
const tidy = goHelp('mod tidy', 'Add missing and remove unused modules');
const vendor = goHelp('mod vendor', 'Make vendored copy of dependencies');
const why = goHelp('mod why', 'Explain why packages or modules are needed');
const download = goHelp('mod download', 'Download modules to local cache');
const modes = goHelp('buildmode', 'Build modes');

/** The values of -buildmode. */
export const buildModeTexts: readonly TextRow[] = [
  { name: 'default', text: say`Main packages become programs; other packages are compiled only.`, source: modes },
  { name: 'exe', text: say`A program at a fixed address.`, source: modes },
  {
    name: 'pie',
    text: say`A position-independent program, which the kernel can load at a random address. On linux it names a dynamic loader even with cgo off, unless it is linked with \`-static-pie\`.`,
    source: modes,
  },
  {
    name: 'c-archive',
    text: say`A C archive (\`.a\`) with the functions marked \`//export\`, and a header. Needs cgo. Not a program.`,
    source: modes,
  },
  {
    name: 'c-shared',
    text: say`A C shared library (\`.so\`) with the functions marked \`//export\`, and a header. Needs cgo. Not a program.`,
    source: modes,
  },
  {
    name: 'plugin',
    text: say`A Go plugin that a program opens with the package plugin. Both must be built by the same Go with the same flags and module versions.`,
    source: modes,
  },
  {
    name: 'shared',
    text: say`One shared library of all listed packages, for builds with -linkshared.`,
    source: modes,
  },
  { name: 'archive', text: say`Archives (\`.a\`) of the listed packages; main packages are ignored.`, source: modes },
];

/** All flags of golang/buildFlags.ts. The row with the verb counts before the one without. */
export const goFlagTexts: readonly GoFlagText[] = [
  {
    name: 'C',
    text: say`Go into this directory before anything else; paths that follow start there. It must be the first flag (Go 1.20).`,
    source: build,
  },
  { name: 'a', text: say`Compile all packages anew, even those in the build cache.`, source: build },
  {
    name: 'n',
    verbs: ['mod edit'],
    text: say`Print what would be done without doing it.`,
    source: edit,
  },
  { name: 'n', text: say`Print the commands without running them: nothing is built.`, source: build },
  {
    name: 'p',
    text: say`How many compilers or tests run at the same time; the number of processors if left out.`,
    source: build,
  },
  {
    name: 'race',
    text: say`Detect data races at run time. On linux it needs cgo; the program is slow and large, so not for release.`,
    source: build,
  },
  { name: 'msan', text: say`Work with clang’s memory sanitizer. Needs cgo and clang.`, source: build },
  { name: 'asan', text: say`Work with the address sanitizer of gcc or clang. Needs cgo.`, source: build },
  {
    name: 'cover',
    verbs: ['test'],
    text: say`Measure which statements the tests run.`,
    source: testing,
  },
  {
    name: 'cover',
    text: say`Build a program that counts the statements it runs, and writes the counts into the folder that GOCOVERDIR names (Go 1.20).`,
    source: build,
  },
  {
    name: 'covermode',
    text: say`How statements are counted; turns -cover on. \`atomic\` with -race, else \`set\`.`,
    values: [
      { name: 'set', text: say`Whether a statement ran.` },
      { name: 'count', text: say`How often it ran.` },
      { name: 'atomic', text: say`How often, counted right with several goroutines; slower.` },
    ],
    source: build,
  },
  { name: 'coverpkg', text: say`The packages to measure, as patterns; turns -cover on.`, source: build },
  { name: 'coverprofile', text: say`The file for the coverage profile; turns -cover on.`, source: testing },
  { name: 'v', verbs: ['test'], text: say`Print each test as it runs, and what it logs.`, source: testing },
  { name: 'v', verbs: ['mod tidy'], text: say`Print the modules that are removed.`, source: tidy },
  {
    name: 'v',
    verbs: ['mod vendor', 'work vendor'],
    text: say`Print the modules and packages that are copied.`,
    source: vendor,
  },
  { name: 'v', verbs: ['version'], text: say`Print files that are no Go programs too.`, source: version },
  { name: 'v', text: say`Print the names of packages as they are compiled.`, source: build },
  { name: 'work', text: say`Print the temporary work folder, and keep it.`, source: build },
  { name: 'x', text: say`Print the commands as they run.`, source: build },
  { name: 'asmflags', text: say`Flags for Go’s assembler, \`go tool asm\`.`, source: build },
  {
    name: 'buildmode',
    text: say`What kind of file is built.`,
    values: buildModeTexts,
    source: modes,
  },
  {
    name: 'buildvcs',
    text: say`Whether the commit is stamped into the program; \`auto\` if left out. It needs the .git folder and git in the stage (Go 1.18).`,
    values: [
      { name: 'auto', text: say`If package, module and working directory are in one repository.` },
      { name: 'true', text: say`Also fails if git is missing where there is a repository.` },
      { name: 'false', text: say`Never.` },
    ],
    source: build,
  },
  {
    name: 'compiler',
    text: say`The compiler: \`gc\`, Go’s own, or \`gccgo\`.`,
    values: [
      { name: 'gc', text: say`Go’s own compiler, the default.` },
      { name: 'gccgo', text: say`The Go compiler of GCC, which must be installed.` },
    ],
    source: build,
  },
  { name: 'gccgoflags', text: say`Flags for gccgo; without -compiler=gccgo they do nothing.`, source: build },
  {
    name: 'gcflags',
    text: say`Flags for Go’s compiler. Without a pattern they are for the packages on the command line only; \`all=\` is for all. \`all=-N -l\` is for debuggers.`,
    source: build,
  },
  {
    name: 'installsuffix',
    text: say`A suffix for the folder of compiled packages. With the build cache (since Go 1.10) it changes nothing about the program.`,
    source: build,
  },
  {
    name: 'json',
    verbs: ['test'],
    text: say`Print what the tests do as JSON.`,
    source: testing,
  },
  {
    name: 'json',
    verbs: ['list', 'mod download'],
    text: say`Print JSON, one object for each package or module.`,
    source: list,
  },
  { name: 'json', verbs: ['env'], text: say`Print the variables as JSON.`, source: env },
  { name: 'json', verbs: ['version'], text: say`Print the build information as JSON; needs -m.`, source: version },
  { name: 'json', verbs: ['vet'], text: say`Print the findings as JSON.`, source: vet },
  {
    name: 'json',
    verbs: ['mod edit', 'work edit'],
    text: say`Print the file as JSON instead of writing it.`,
    source: edit,
  },
  { name: 'json', text: say`Print what the build says as JSON (Go 1.24).`, source: build },
  {
    name: 'ldflags',
    text: say`Flags for Go’s linker. Several go into quotes: \`-ldflags="-s -w"\`.`,
    source: build,
  },
  {
    name: 'linkshared',
    text: say`Link against Go’s shared libraries that -buildmode=shared has made; the image then needs them at run time.`,
    source: build,
  },
  {
    name: 'mod',
    text: say`Where modules come from. \`vendor\` by default if there is a vendor folder and go.mod says go 1.14 or later, else \`readonly\`.`,
    values: [
      {
        name: 'readonly',
        text: say`The module cache; go.mod is not changed, and the build fails if it would have to be.`,
      },
      { name: 'vendor', text: say`The vendor folder; nothing is downloaded.` },
      { name: 'mod', text: say`The module cache; go.mod is changed if needed, and a vendor folder is ignored.` },
    ],
    source: build,
  },
  {
    name: 'modcacherw',
    text: say`New folders of the module cache can be written to, so that \`rm -rf\` removes them.`,
    source: build,
  },
  { name: 'modfile', text: say`Another file in place of go.mod, with a go.sum of its own next to it.`, source: build },
  { name: 'overlay', text: say`A JSON file that names other files to be read in place of some.`, source: build },
  {
    name: 'pgo',
    text: say`A profile to optimize for (Go 1.20). \`auto\`, the default since Go 1.21, takes default.pgo of the main package if it is there.`,
    values: [
      { name: 'auto', text: say`The file default.pgo in the folder of the main package, if there is one.` },
      { name: 'off', text: say`No profile.` },
    ],
    source: build,
  },
  { name: 'pkgdir', text: say`The folder for compiled packages instead of the usual one.`, source: build },
  {
    name: 'tags',
    text: say`Build tags, separated by commas: files with such a \`//go:build\` line are compiled too. \`netgo\` and \`osusergo\` choose pure Go where the standard library could use C.`,
    source: build,
  },
  {
    name: 'trimpath',
    text: say`No paths of the build machine in the program: the same sources give the same file in any folder (Go 1.13).`,
    source: build,
  },
  {
    name: 'toolexec',
    text: say`A program that is put in front of compiler, assembler and linker. Instrumentation such as otelc works so.`,
    source: build,
  },
  {
    name: 'debug-actiongraph',
    text: say`Write what depends on what in the build into this file, as JSON. For work on the go command.`,
    source: build,
  },
  {
    name: 'debug-runtime-trace',
    text: say`Write an execution trace of the go command into this file. For work on the go command.`,
    source: build,
  },
  {
    name: 'debug-trace',
    text: say`Write a trace of the build’s steps into this file. For work on the go command.`,
    source: build,
  },
  {
    name: 'o',
    verbs: ['test'],
    text: say`The file that the test program is written to; with -c it is not run.`,
    source: test,
  },
  {
    name: 'o',
    verbs: ['mod vendor', 'work vendor'],
    text: say`The folder to write to instead of vendor; go build does not look there.`,
    source: vendor,
  },
  {
    name: 'o',
    text: say`The file to write, or the folder if it exists or ends with a slash. Without it, the program is named after its package and lies in the working directory.`,
    source: build,
  },
  { name: 'i', verbs: ['clean'], text: say`Remove installed programs and archives too.`, source: clean },
  {
    name: 'i',
    text: say`Install the packages that the program depends on. Without effect since the build cache; Go 1.20 has no such flag.`,
    source: build,
  },

  {
    name: 'artifacts',
    text: say`Keep what tests write into their artifact folders, below -outputdir.`,
    source: testing,
  },
  { name: 'benchmem', text: say`Print how much memory benchmarks take.`, source: testing },
  {
    name: 'c',
    verbs: ['vet'],
    text: say`How many lines of source to show around a finding.`,
    source: vet,
  },
  { name: 'c', text: say`Compile the test program, but do not run it.`, source: test },
  { name: 'failfast', text: say`Start no new test after one has failed.`, source: testing },
  { name: 'fullpath', text: say`Whole file names in messages.`, source: testing },
  { name: 'short', text: say`Tests that take long may do less.`, source: testing },
  { name: 'bench', text: say`Run the benchmarks whose names match.`, source: testing },
  { name: 'benchtime', text: say`How long a benchmark runs, or how often: \`100x\`.`, source: testing },
  { name: 'blockprofile', text: say`The file for a profile of where goroutines wait.`, source: testing },
  { name: 'blockprofilerate', text: say`How many nanoseconds of waiting stand for one sample.`, source: testing },
  {
    name: 'count',
    text: say`How often each test runs; \`-count=1\` runs it even if its result is cached.`,
    source: testing,
  },
  { name: 'cpu', text: say`The values of GOMAXPROCS to run the tests with.`, source: testing },
  { name: 'cpuprofile', text: say`The file for a CPU profile.`, source: testing },
  {
    name: 'exec',
    verbs: ['run'],
    text: say`A program that runs the compiled one, such as an emulator.`,
    source: goHelp('run', 'Compile and run Go program'),
  },
  { name: 'exec', text: say`A program that runs the test program, such as an emulator.`, source: test },
  { name: 'fuzz', text: say`The fuzz test to run.`, source: testing },
  { name: 'fuzztime', text: say`How long to fuzz, or how often: \`1000x\`; without end if left out.`, source: testing },
  { name: 'fuzzminimizetime', text: say`How long to look for a smaller input that fails too.`, source: testing },
  { name: 'list', text: say`Print the names of tests that match, and run none.`, source: testing },
  { name: 'memprofile', text: say`The file for a profile of memory.`, source: testing },
  { name: 'memprofilerate', text: say`How many bytes stand for one sample of memory; 1 takes all.`, source: testing },
  { name: 'mutexprofile', text: say`The file for a profile of contended mutexes.`, source: testing },
  { name: 'mutexprofilefraction', text: say`One in how many contended mutexes is sampled.`, source: testing },
  { name: 'outputdir', text: say`The folder for profiles and artifacts.`, source: testing },
  { name: 'parallel', text: say`How many parallel tests of one package run at the same time.`, source: testing },
  { name: 'run', verbs: ['generate'], text: say`Run only the directives that match.`, source: generate },
  { name: 'run', text: say`Run only the tests whose names match.`, source: testing },
  {
    name: 'shuffle',
    text: say`Run tests in random order: \`off\`, \`on\`, or a number to repeat an order.`,
    source: testing,
  },
  { name: 'skip', verbs: ['generate'], text: say`Leave out the directives that match (Go 1.20).`, source: generate },
  { name: 'skip', text: say`Leave out the tests whose names match.`, source: testing },
  {
    name: 'timeout',
    text: say`The tests of a package fail if they take longer; 10 minutes if left out.`,
    source: testing,
  },
  { name: 'trace', text: say`The file for an execution trace.`, source: testing },
  { name: 'vet', text: say`The checks of go vet that run before the tests; \`off\` for none.`, source: testing },

  { name: 'd', text: say`Only change go.mod and download; since Go 1.18 it always is so.`, source: get },
  { name: 'f', verbs: ['list'], text: say`What to print for each package, as a template.`, source: list },
  { name: 'f', verbs: ['get'], text: say`A flag of GOPATH times, without effect in module mode.`, source: get },
  { name: 'fix', verbs: ['get'], text: say`A flag of GOPATH times, without effect in module mode.`, source: get },
  { name: 'fix', text: say`Apply the first fix of each finding instead of printing it.`, source: vet },
  {
    name: 'insecure',
    text: say`Fetch over connections that are not secure. Gone since Go 1.17: GOINSECURE does it.`,
    source: get,
  },
  { name: 'm', verbs: ['list'], text: say`List modules instead of packages.`, source: list },
  { name: 'm', verbs: ['version'], text: say`Print the modules that a program was built from.`, source: version },
  { name: 'm', verbs: ['mod why'], text: say`The arguments are modules, not packages.`, source: why },
  { name: 'm', text: say`A flag of early module mode, which go get refuses now.`, source: get },
  { name: 't', text: say`Count in what the tests need.`, source: get },
  { name: 'tool', verbs: ['mod edit'], text: say`Add a tool line to go.mod.`, source: edit },
  { name: 'tool', text: say`Add a tool line to go.mod for each package (Go 1.24).`, source: get },
  { name: 'u', verbs: ['list'], text: say`Look for newer versions of the modules.`, source: list },
  { name: 'u', verbs: ['env'], text: say`Forget what \`go env -w\` has set for the variables.`, source: env },
  {
    name: 'u',
    text: say`Take newer versions of what the packages need; \`-u=patch\` only patch releases.`,
    source: get,
  },

  { name: 'compiled', text: say`Count in the Go files that cgo writes.`, source: list },
  { name: 'deps', text: say`List what the packages depend on too.`, source: list },
  { name: 'e', verbs: ['list'], text: say`Do not stop at packages with errors.`, source: list },
  { name: 'e', text: say`Go on in spite of packages that cannot be loaded.`, source: tidy },
  { name: 'export', text: say`Compile, and name the file with export data.`, source: list },
  { name: 'find', text: say`Do not look at imports.`, source: list },
  { name: 'retracted', text: say`Show versions that their authors have retracted.`, source: list },
  {
    name: 'reuse',
    verbs: ['list'],
    text: say`The output of an earlier run, so that known modules are not looked up again (Go 1.19).`,
    source: list,
  },
  {
    name: 'reuse',
    text: say`The output of an earlier run, so that unchanged modules are not downloaded again (Go 1.19).`,
    source: download,
  },
  { name: 'test', text: say`List the test programs too.`, source: list },
  { name: 'versions', text: say`List all known versions of the modules.`, source: list },

  { name: 'vettool', text: say`Another program with checks instead of go’s own.`, source: vet },
  {
    name: 'fixtool',
    text: say`Another program with fixers instead of go’s own (Go 1.26).`,
    source: goHelp('fix', 'Apply fixes suggested by static checkers'),
  },
  {
    name: 'diff',
    verbs: ['mod tidy'],
    text: say`Print the changes and fail if there are any, instead of writing them (Go 1.23).`,
    source: tidy,
  },
  { name: 'diff', text: say`Print the changes instead of writing them.`, source: vet },
  {
    name: 'r',
    verbs: ['work use'],
    text: say`Look for modules in all folders below.`,
    source: goHelp('work use', 'Add modules to workspace file'),
  },
  { name: 'r', text: say`Clean what the packages depend on too.`, source: clean },
  { name: 'cache', text: say`Remove the whole build cache.`, source: clean },
  { name: 'fuzzcache', text: say`Remove what fuzzing has kept in the build cache.`, source: clean },
  { name: 'modcache', text: say`Remove all downloaded modules.`, source: clean },
  { name: 'testcache', text: say`Forget the results of tests.`, source: clean },
  {
    name: 'w',
    text: say`Set a default for all later go commands of this user: it is written into a file of the home folder.`,
    source: env,
  },
  { name: 'changed', text: say`Print only what differs from the default (Go 1.23).`, source: env },

  { name: 'go', verbs: ['mod tidy'], text: say`Set the go line, and tidy as that version does.`, source: tidy },
  {
    name: 'go',
    verbs: ['mod graph'],
    text: say`Load the graph as that version does.`,
    source: goHelp('mod graph', 'Print module requirement graph'),
  },
  { name: 'go', text: say`Set the \`${'go'}\` line.`, source: edit },
  { name: 'compat', text: say`Keep the checksums that this older Go version needs.`, source: tidy },
  { name: 'vendor', text: say`Leave out the tests of dependencies.`, source: why },
  { name: 'fmt', text: say`Format the file, and nothing else.`, source: edit },
  { name: 'print', text: say`Print the file instead of writing it.`, source: edit },
  { name: 'toolchain', text: say`Set the \`${'toolchain'}\` line.`, source: edit },
  { name: 'godebug', text: say`Add a godebug line: \`-godebug=key=value\`.`, source: edit },
  { name: 'dropgodebug', text: say`Remove the godebug lines of a key.`, source: edit },
  {
    name: 'replace',
    text: say`Add a replace line: \`-replace=old@version=new@version\`, or a folder as new.`,
    source: edit,
  },
  { name: 'dropreplace', text: say`Remove one \`${'replace'}\` line.`, source: edit },
  { name: 'module', text: say`Set the path of the module.`, source: edit },
  { name: 'require', text: say`Add a require line: \`-require=path@version\`.`, source: edit },
  { name: 'droprequire', text: say`Remove one \`${'require'}\` line.`, source: edit },
  { name: 'exclude', text: say`Add an exclude line.`, source: edit },
  { name: 'dropexclude', text: say`Remove one \`${'exclude'}\` line.`, source: edit },
  { name: 'retract', text: say`Add a retract line: a version of this module that is not to be used.`, source: edit },
  { name: 'dropretract', text: say`Remove one \`${'retract'}\` line.`, source: edit },
  { name: 'droptool', text: say`Remove one \`${'tool'}\` line.`, source: edit },
  { name: 'ignore', text: say`Add an ignore line: a folder that package patterns pass over.`, source: edit },
  { name: 'dropignore', text: say`Remove one \`${'ignore'}\` line.`, source: edit },
  {
    name: 'use',
    text: say`Add a use line: the folder of a module of the workspace.`,
    source: goHelp('work edit', 'Edit go.work from tools or scripts'),
  },
  {
    name: 'dropuse',
    text: say`Remove one \`${'use'}\` line.`,
    source: goHelp('work edit', 'Edit go.work from tools or scripts'),
  },
];

/** The text of a flag of a go command, as `build` or `mod tidy`; undefined if there is none. */
export function goFlagText(verb: string, name: string): GoFlagText | undefined {
  const rows = goFlagTexts.filter((row) => row.name === name);
  return rows.find((row) => row.verbs?.includes(verb)) ?? rows.find((row) => row.verbs === undefined);
}
