import type { CancellationToken, Connection, ServerCapabilities } from 'vscode-languageserver';
import type { ClientAbilities, ClientOptions } from './client';
import type { AnalysedDocument, Session } from './session';

/** One kind of request that the server answers: what is announced to the client, and the answering. */
export interface LanguageFeature {
  readonly capabilities: (abilities: ClientAbilities) => Partial<ServerCapabilities>;
  /** Registers handlers; called once, before the client is known. */
  readonly listen: (connection: Connection, server: FeatureServer) => void;
  /** Tells the client, if it can be told, that files or settings changed and what it shows is out of date. */
  readonly refresh?: (connection: Connection, abilities: ClientAbilities) => Promise<void> | undefined;
}

/** What a feature needs of the server. */
export interface FeatureServer {
  readonly session: Session;
  /** The analysis of the current version of a Dockerfile; undefined for other documents. */
  readonly analyse: (uri: string) => Promise<AnalysedDocument | undefined>;
  /** What the client can do; undefined before it has said so. */
  readonly abilities: () => ClientAbilities | undefined;
  /** What the client asked for when it started the server. */
  readonly options: () => ClientOptions;
  /** Does the work unless the request is cancelled; a fault of ours is logged and gives the empty answer. */
  readonly answer: <T>(
    name: string,
    empty: T,
    token: CancellationToken,
    work: () => Promise<T | undefined>,
  ) => Promise<T>;
}
