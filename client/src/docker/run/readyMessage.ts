import { l10n } from 'vscode';
import type { ReachedPort } from './ports';
import { type Readiness, portPatience } from './waiting';

/** What a user is told when the waiting is over. */
export interface ReadyMessage {
  readonly severity: 'information' | 'warning';
  readonly message: string;
  /** Address that a browser can show. */
  readonly address?: string;
}

/**
 * Words for how a container came up; undefined if there is nothing to say.
 * @param ports TCP ports of this machine that are published
 */
export function readyMessage(
  image: string,
  readiness: Readiness,
  ports: readonly ReachedPort[],
): ReadyMessage | undefined {
  const [first] = ports;
  const address = first && addressOf('http', first);
  switch (readiness.kind) {
    case 'ended':
    case 'running':
      return undefined;
    case 'healthy':
      return {
        severity: 'information',
        message: l10n.t('{0} runs, and its HEALTHCHECK says that it is healthy.', image),
        ...(address !== undefined && { address }),
      };
    case 'unhealthy':
      return {
        severity: 'warning',
        message:
          readiness.output === ''
            ? l10n.t('{0} runs, but its HEALTHCHECK fails, and prints nothing.', image)
            : l10n.t('{0} runs, but its HEALTHCHECK fails: {1}', image, readiness.output.slice(0, 300)),
      };
    case 'answers': {
      const { port, path, status, secure } = readiness;
      return {
        severity: 'information',
        message: secure
          ? l10n.t('{0} runs, and answers with HTTPS on port {1}.', image, port.port)
          : l10n.t('{0} runs, and answers {1} on port {2} with status {3}.', image, path, port.port, status),
        address: addressOf(secure ? 'https' : 'http', port),
      };
    }
    case 'listens':
      return {
        severity: 'information',
        message: l10n.t('{0} runs, and listens on port {1}.', image, readiness.port.port),
      };
    case 'silent':
      return {
        severity: 'warning',
        message:
          first === undefined
            ? l10n.t('{0} runs, but did not become healthy in time.', image)
            : l10n.t(
                '{0} runs, but nothing answered on port {1} within {2} s. Either its program listens on another port, or on localhost, which is not reached from outside of the container: it has to listen on :{1} instead.',
                image,
                ports.map(({ port }) => port).join(', '),
                portPatience / 1000,
              ),
        ...(address !== undefined && { address }),
      };
  }
}

/** What a browser opens: by its name where it is this machine, as certificates and cookies have it. */
function addressOf(scheme: 'http' | 'https', { host, port }: ReachedPort): string {
  return `${scheme}://${host === '127.0.0.1' ? 'localhost' : host}:${port}/`;
}
