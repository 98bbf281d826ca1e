/**
 * The messages of the language server that the Language Server Protocol has no word for. The server keeps its own
 * copy of these types: client and server are two programs, and share nothing but what they send each other.
 */

/** Sent by the server whenever a Dockerfile was analysed anew. */
export const verdictNotification = 'goDockerfile/verdict';

/** What becomes of the build's target on the chosen platform. */
export type Outcome = 'runs' | 'fails-to-build' | 'fails-to-start' | 'unknown';

export interface VerdictParams {
  /** The Dockerfile, as the client names it. */
  readonly uri: string;
  /** Of the text that was analysed. */
  readonly version: number;
  readonly outcome: Outcome;
  /** A few words for the status bar. Empty: there is nothing to say, because no Go program is built here. */
  readonly summary: string;
  /** The chain of reasons in Markdown, for the tooltip; null if there is none. */
  readonly detail: string | null;
}

/** Carried out by the client; the server names it in code actions, with the URI of the Dockerfile. */
export const copyLabelsCommand = 'goDockerfile.copyOnepilotLabels';

/** Asks for the labels of ack-onepilot for a Dockerfile, `{ uri }`, as lines of YAML; null if it is none. */
export const labelsRequest = 'goDockerfile/onepilotLabels';
