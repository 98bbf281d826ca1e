/**
 * Makes the package of the command line and the language server for npm, in out/npm and, packed, beside it. package.json at the
 * root is the extension's, and cannot be published.
 *
 *   node npmPackage.mjs    after a production build
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chdir, env, execPath } from 'node:process';
import { root } from './bundlePlugins.mjs';
import { filesOfServer } from './bundles.mjs';
import { noticesOf } from './notices.mjs';

const folder = 'out/npm';
const repository = 'https://github.com/go-dockerfile/go-dockerfile';

chdir(root);
const { name, version, license, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
// The server for a web worker is of use to the extension alone.
const bundles = readdirSync('out/server').filter(
  (file) => /\.js$|^translations\.json$/.test(file) && file !== 'browserServer.js',
);
if (bundles.some((file) => readFileSync(join('out/server', file), 'utf8').includes('//# sourceMappingURL=')))
  throw new Error('out/server has source maps: run node esbuild.mjs --production first');

rmSync(folder, { recursive: true, force: true });
mkdirSync(join(folder, 'lib'), { recursive: true });
for (const file of bundles) cpSync(join('out/server', file), join(folder, 'lib', file));
cpSync('server/README.md', join(folder, 'README.md'));
for (const file of ['CHANGELOG.md', 'LICENSE']) cpSync(file, join(folder, file));
writeFileSync(join(folder, 'ThirdPartyNotices.txt'), noticesOf(await filesOfServer()));
const manifest = {
  name,
  version,
  description:
    'Tells whether the Go program in a Dockerfile will build, start and work in the image: command line and language server.',
  keywords: ['docker', 'dockerfile', 'go', 'golang', 'linter', 'language-server', 'lsp', 'sarif', 'cgo'],
  license,
  homepage: `${repository}#readme`,
  bugs: `${repository}/issues`,
  repository: { type: 'git', url: `git+${repository}.git` },
  engines: { node: engines.node },
  type: 'commonjs',
  bin: { [name]: 'lib/cli.js' },
  // For editors that start the server themselves; there is no other interface.
  exports: { './server': './lib/server.js', './package.json': './package.json' },
  files: ['lib', 'CHANGELOG.md', 'ThirdPartyNotices.txt'],
};
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);

const pack = ['pack', './npm', '--silent'];
const npm = env.npm_execpath;
const [program, args] = npm === undefined ? ['npm', pack] : [execPath, [npm, ...pack]];
const packed = execFileSync(program, args, { cwd: 'out', encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
console.log(`npm package: out/${packed.trim()}`);
