#!/usr/bin/env node
import { createRequire } from 'node:module';
import process from 'node:process';
import { runCommandLine } from './host/commandLine';
import { keepCompiledCode } from './host/compiledCode';
import type { Program } from './host/program';
import { answerOrder, isThread, startOn } from './host/threads';

keepCompiledCode();

// A reader that closes early, such as head, is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

const surface = {
  cwd: process.cwd(),
  env: process.env,
  terminal: process.stdout.isTTY,
  stdout: (text: string) => void process.stdout.write(text),
  stderr: (text: string) => void process.stderr.write(text),
  stdin: readStandardInput,
  startPart: startOn(__filename, process.cwd()),
};
const load = (): Promise<Program> => import('./core');

if (isThread) void load().then((program) => answerOrder(surface, program));
else {
  void runCommandLine(process.argv.slice(2), surface, load, serveEditor, () => import('./host/inspectCommand')).then(
    (code) => {
      // The process ends by itself, once everything is written; the language server goes on.
      process.exitCode = code;
    },
  );
}

/** The language server is a bundle of its own beside this one: the other commands need not read it. */
function serveEditor(): void {
  const server = './server.js';
  createRequire(__filename)(server);
}

async function readStandardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of process.stdin) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
