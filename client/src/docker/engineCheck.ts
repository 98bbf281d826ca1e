import { l10n, window } from 'vscode';
import { runBriefly } from './brief';
import type { Engine } from './engine';
import { answerLimit, engineQuestion, explainAnswer } from './engineAnswer';
import type { Failure } from './failures';
import { showFailure } from './messages';

/**
 * Whether the engine answers. If not, the user is told why and may try again.
 * @param folder in which its command line is started
 */
export async function checkEngine(engine: Engine, folder: string): Promise<boolean> {
  for (;;) {
    const failure = await askEngine(engine, folder);
    if (failure === undefined) return true;
    let again = false;
    const retry = async (): Promise<void> => {
      again = true;
      return Promise.resolve();
    };
    await showFailure(failure, { retry });
    if (!again) return false;
  }
}

/** Why the engine does not answer; undefined if it does. */
async function askEngine(engine: Engine, folder: string): Promise<Failure | undefined> {
  const { executable, environment, kind } = engine;
  const asking = runBriefly({ executable, args: engineQuestion, folder, environment }, answerLimit);
  const shown = window.setStatusBarMessage(l10n.t('$(sync~spin) Asking {0} whether its engine answers', kind), asking);
  const ended = await asking;
  shown.dispose();
  return explainAnswer(engine, ended);
}
