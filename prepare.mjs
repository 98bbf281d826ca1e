/**
 * npm runs this after `npm ci` here, and before it packs this folder for whoever installs the repository itself, as pre-commit does:
 * makes the bundles, unless there are some.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { env, execPath } from 'node:process';

if (!existsSync('out/server/cli.js')) {
  // `npm install --global` of a repository hands its --global down to the install of what the build needs, which then is not here.
  if (!existsSync('node_modules/esbuild')) npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund');
  execFileSync(execPath, ['esbuild.mjs', '--production'], { stdio: 'inherit' });
}

function npm(...args) {
  const { npm_config_global: _, npm_execpath: script, ...others } = env;
  if (script === undefined) throw new Error('Run this by npm: npm run prepare.');
  execFileSync(execPath, [script, ...args], { env: others, stdio: 'inherit' });
}
