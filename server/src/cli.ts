#!/usr/bin/env node
import process from 'node:process';
import { runCommandLine } from './host/commandLine';
import type { Program } from './host/program';

// A reader that closes early, such as head, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

void runCommandLine(
  process.argv.slice(2),
  {
    cwd: process.cwd(),
    env: process.env,
    terminal: process.stdout.isTTY,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: readStandardInput,
  },
  loadProgram,
  serveEditor,
).then((code) => {
  // The process ends by itself, once everything is written; the language server goes on.
  process.exitCode = code;
});

async function loadProgram(): Promise<Program> {
  const [{ analyse }, { parseDockerfile }, { rules }, { explainJson, explainText }] = await Promise.all([
    import('./analyse'),
    import('./dockerfile/parse'),
    import('./rules/registry'),
    import('./report/explain'),
  ]);
  return { analyse, parse: parseDockerfile, rules, explainJson, explainText };
}

/** The language server is a bundle of its own beside this one: the other commands need not read it. */
async function serveEditor(): Promise<void> {
  const server = './server.js';
  await import(server);
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
