/**
 * Takes the pictures of the README from the packaged extension in a real VS Code in Chromium, of a small program in a new folder.
 *
 *   npm run screenshots                  all of them, into docs/images/
 *   npm run screenshots -- OUT SCENE...  into another folder, only those of some scenes: finding, graph, build ...
 *
 * Those that show builds are left out, with a word, where no Docker engine with a registry answers.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { findChromium, launchChromium } from '../test/support/chromium';
import { findRealEngine } from '../test/support/engine';
import { packageFile } from '../test/support/manifest';
import { unpackVsix } from '../test/support/vsix';
import { newest, startWebServer } from '../test/support/webServer';
import { buildingScenes, imagesInTheWay, removeImages } from './screenshots/building';
import { createShop } from './screenshots/shop';
import { playScene, settings } from './screenshots/window';
import { writingScenes } from './screenshots/writing';

const [output = 'docs/images', ...chosen] = process.argv.slice(2);

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);

async function main(): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('There is no Chromium, Chrome or Edge (CHROMIUM may name one).');
  const vsix = packageFile();
  if (!existsSync(vsix)) throw new Error(`There is no ${vsix}. Run: npm run package`);
  const extension = resolve('out/test/extension');
  unpackVsix(vsix, extension);
  mkdirSync(output, { recursive: true });

  const folder = createShop();
  const server = await startWebServer(newest, { trust: true, development: false, settings, extensions: [extension] });
  const browser = await launchChromium(chromium);
  const play = async (scenes: typeof writingScenes): Promise<void> => {
    for (const [name, scene] of Object.entries(scenes))
      if (chosen.length === 0 || chosen.includes(name)) await playScene({ server, browser, folder, output }, scene);
  };
  try {
    await play(writingScenes);
    const engine = await findRealEngine();
    const missing = 'missing' in engine ? engine.missing : whyNoBuilds(engine.docker);
    if (missing !== undefined) console.log(`Left out what shows builds: ${missing}`);
    if ('missing' in engine || missing !== undefined) return;
    try {
      await play(buildingScenes);
    } finally {
      removeImages(engine.docker);
    }
  } finally {
    await browser.close();
    server.stop();
  }
}

function whyNoBuilds(docker: string): string | undefined {
  const inTheWay = imagesInTheWay(docker);
  return inTheWay.length === 0 ? undefined : `the engine has ${inTheWay.join(', ')} already`;
}
