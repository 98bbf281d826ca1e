import { requireFrom } from './browser/bundles';

/** Of web workers, as there are no types of them here. */
declare function addEventListener(
  type: 'message',
  listener: (event: { readonly data: { readonly bundles: string } }) => void,
  options: { readonly once: true },
): void;
declare function reportError(error: unknown): void;

/**
 * The first message, before those of the protocol: the address of the folder with the other bundles, with a slash at the end. A
 * worker cannot tell it by itself, as VS Code starts workers from an address of its own.
 */
addEventListener(
  'message',
  ({ data }) => {
    requireFrom(data.bundles);
    // Settled before the next message is handed out. A worker that only rejects would not tell its client.
    import('./browser/serve').then(({ serve }) => serve(data.bundles), reportError);
  },
  { once: true },
);
