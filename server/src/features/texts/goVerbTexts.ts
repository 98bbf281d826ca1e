import { say } from '../../text/say';
import { goHelp, type TextRow } from './textRow';

/** The commands of go that Dockerfiles use. */
export const goVerbTexts: readonly TextRow[] = [
  {
    name: 'build',
    text: say`Compiles packages. One main package becomes a program.`,
    source: goHelp('build', 'Compile packages and dependencies'),
  },
  {
    name: 'install',
    text: say`Compiles programs into GOBIN, else the bin folder of GOPATH. \`path@version\` installs without a go.mod.`,
    source: goHelp('install', 'Compile and install packages and dependencies'),
  },
  {
    name: 'run',
    text: say`Compiles a program into a temporary folder and runs it.`,
    source: goHelp('run', 'Compile and run Go program'),
  },
  { name: 'test', text: say`Compiles and runs tests.`, source: goHelp('test', 'Test packages') },
  { name: 'vet', text: say`Reports likely mistakes.`, source: goHelp('vet', 'Report likely mistakes in packages') },
  { name: 'fmt', text: say`Formats sources.`, source: goHelp('fmt', 'Gofmt (reformat) package sources') },
  {
    name: 'fix',
    text: say`Applies fixes to sources.`,
    source: goHelp('fix', 'Apply fixes suggested by static checkers'),
  },
  {
    name: 'get',
    text: say`Changes the versions in go.mod. Since Go 1.18 it no longer builds programs: \`go install path@version\` does.`,
    source: goHelp('get', 'Add dependencies to current module and install them'),
  },
  {
    name: 'list',
    text: say`Prints what is known of packages or modules.`,
    source: goHelp('list', 'List packages or modules'),
  },
  {
    name: 'env',
    text: say`Prints or sets the variables of the go command.`,
    source: goHelp('env', 'Print Go environment information'),
  },
  {
    name: 'generate',
    text: say`Runs the commands of \`//go:generate\` lines.`,
    source: goHelp('generate', 'Generate Go files by processing source'),
  },
  {
    name: 'clean',
    text: say`Removes built files and caches.`,
    source: goHelp('clean', 'Remove object files and cached files'),
  },
  { name: 'tool', text: say`Runs a tool of Go, or of go.mod.`, source: goHelp('tool', 'Run specified go tool') },
  {
    name: 'version',
    text: say`Prints the version of Go, or of the Go a program was built with.`,
    source: goHelp('version', 'Print Go version'),
  },
  {
    name: 'mod download',
    text: say`Downloads the modules that go.mod and go.sum name. Before the sources are copied, its layer stays cached while these two stay the same.`,
    source: goHelp('mod download', 'Download modules to local cache'),
  },
  {
    name: 'mod tidy',
    text: say`Makes go.mod and go.sum match the sources. In an image build it hides that they did not.`,
    source: goHelp('mod tidy', 'Add missing and remove unused modules'),
  },
  {
    name: 'mod vendor',
    text: say`Copies all modules that the build needs into the folder vendor.`,
    source: goHelp('mod vendor', 'Make vendored copy of dependencies'),
  },
  {
    name: 'mod verify',
    text: say`Checks that downloaded modules are unchanged.`,
    source: goHelp('mod verify', 'Verify dependencies have expected content'),
  },
  {
    name: 'mod init',
    text: say`Writes a new go.mod.`,
    source: goHelp('mod init', 'Initialize new module in current directory'),
  },
  { name: 'mod edit', text: say`Edits go.mod.`, source: goHelp('mod edit', 'Edit go.mod from tools or scripts') },
  {
    name: 'mod graph',
    text: say`Prints which module requires which.`,
    source: goHelp('mod graph', 'Print module requirement graph'),
  },
  {
    name: 'mod why',
    text: say`Prints why a package or module is needed.`,
    source: goHelp('mod why', 'Explain why packages or modules are needed'),
  },
  { name: 'work init', text: say`Writes a new go.work.`, source: goHelp('work init', 'Initialize workspace file') },
  {
    name: 'work use',
    text: say`Adds modules to go.work.`,
    source: goHelp('work use', 'Add modules to workspace file'),
  },
  { name: 'work edit', text: say`Edits go.work.`, source: goHelp('work edit', 'Edit go.work from tools or scripts') },
  {
    name: 'work sync',
    text: say`Brings the versions of all modules of the workspace into line.`,
    source: goHelp('work sync', 'Sync workspace build list to modules'),
  },
  {
    name: 'work vendor',
    text: say`Copies all modules that the workspace needs into the folder vendor next to go.work.`,
    source: goHelp('work vendor', 'Make vendored copy of dependencies'),
  },
];

/** What may stand in front of a go command and has a say in how it compiles. */
export const goFrontTexts: readonly TextRow[] = [
  {
    name: 'instgo',
    text: say`Adds the agent of Alibaba Cloud ARMS to the program while go compiles it.`,
    source: {
      title: 'Alibaba Cloud ARMS, instgo-tool-introduction',
      url: 'https://help.aliyun.com/zh/arms/application-monitoring/developer-reference/instgo-tool-introduction',
    },
  },
  {
    name: 'otel',
    text: say`Adds OpenTelemetry to the program while go compiles it.`,
    source: { title: 'alibaba/loongsuite-go', url: 'https://github.com/alibaba/loongsuite-go' },
  },
  {
    name: 'otelc',
    text: say`Adds OpenTelemetry to the program while go compiles it.`,
    source: {
      title: 'open-telemetry/opentelemetry-go-compile-instrumentation',
      url: 'https://github.com/open-telemetry/opentelemetry-go-compile-instrumentation',
    },
  },
  {
    name: 'orchestrion',
    text: say`Adds the tracer of Datadog to the program while go compiles it.`,
    source: { title: 'DataDog/orchestrion', url: 'https://github.com/DataDog/orchestrion' },
  },
  {
    name: 'xx-go',
    text: say`Runs go with GOOS, GOARCH and the C compiler of the target platform.`,
    source: { title: 'tonistiigi/xx', url: 'https://github.com/tonistiigi/xx' },
  },
];
