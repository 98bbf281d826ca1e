import type { ProgramFacts, ProgramPackage, StandardUse } from '../../golang/types';
import { say } from '../../text/say';

/** Clients of services that are only reached over TLS, by the beginning of the import path. */
const clients: readonly { readonly prefix: string; readonly name: string }[] = [
  { prefix: 'github.com/aws/aws-sdk-go/service/', name: say`the AWS SDK` },
  { prefix: 'github.com/aws/aws-sdk-go-v2/service/', name: say`the AWS SDK` },
  { prefix: 'github.com/google/go-github/', name: say`the GitHub client` },
  { prefix: 'github.com/slack-go/slack', name: say`the Slack client` },
  { prefix: 'github.com/stripe/stripe-go/', name: say`the Stripe client` },
  { prefix: 'github.com/sendgrid/sendgrid-go', name: say`the SendGrid client` },
  { prefix: 'github.com/twilio/twilio-go', name: say`the Twilio client` },
  { prefix: 'github.com/bwmarrin/discordgo', name: say`the Discord client` },
  { prefix: 'github.com/go-telegram-bot-api/telegram-bot-api', name: say`the Telegram client` },
  { prefix: 'github.com/cloudflare/cloudflare-go', name: say`the Cloudflare client` },
  { prefix: 'github.com/digitalocean/godo', name: say`the DigitalOcean client` },
  { prefix: 'golang.org/x/crypto/acme/autocert', name: 'autocert' },
  { prefix: 'google.golang.org/api/', name: say`the Google API client` },
  { prefix: 'cloud.google.com/go/bigquery', name: say`the Google Cloud client` },
  { prefix: 'cloud.google.com/go/secretmanager/', name: say`the Google Cloud client` },
  { prefix: 'cloud.google.com/go/storage', name: say`the Google Cloud client` },
  { prefix: 'firebase.google.com/go', name: say`the Firebase client` },
];

/** Parts of these that hold types and errors only. */
const typesOnly = /\/(?:types|googleapi|option|iterator)$/;

/** Modules that bring the certificates along in the program. */
const bundled =
  /^(?:golang\.org\/x\/crypto\/x509roots\/|github\.com\/(?:gwatts|breml)\/rootcerts|github\.com\/certifi\/gocertifi)/;

const requests = new Set([
  ...['Get', 'Head', 'Post', 'PostForm', 'NewRequest', 'NewRequestWithContext'].map((name) => `net/http.${name}`),
  ...['Get', 'Head', 'Post', 'PostForm'].map((name) => `method ${name}`),
]);

/** A public host: one with a dot in its name that is neither an address nor of a private network. */
const publicUrl =
  /^https:\/\/(?!\d+\.\d+\.)(?:[\w-]+\.)+(?!(?:local|localhost|internal|lan|svc|test|invalid)\b)[a-z]{2,}(?=[:/?#%]|$)/;

/** Why a program surely verifies the certificate of a server, as its sources tell. */
export interface OutgoingTls {
  /** What it does, to be read after "the program". */
  readonly does: string;
}

/**
 * Whether the own packages of a program make connections with TLS to servers with public certificates. A mere import of
 * net/http or crypto/tls says nothing: servers have them too. Undefined as well if the program brings roots of its own.
 */
export function outgoingTls(program: ProgramFacts): OutgoingTls | undefined {
  const packages = program.packages ?? [];
  if (packages.some(({ imports }) => imports.some((path) => bundled.test(path)))) return undefined;
  if (packages.some(({ uses }) => uses?.some(({ name }) => name === 'roots'))) return undefined;
  const [own] = packages;
  if (!own) return undefined;
  for (const { uses, directory } of packages) {
    for (const use of uses ?? []) {
      const does = describeUse(use);
      if (does !== undefined) return { does: say`${does} in ${placeOf(use, directory, program)}` };
    }
  }
  for (const path of importsOfOwn(packages, program)) {
    const client = clients.find(({ prefix }) => path.startsWith(prefix));
    if (client && !typesOnly.test(path)) return { does: say`uses ${client.name} (${path})` };
  }
  return undefined;
}

function describeUse({ name, texts }: StandardUse): string | undefined {
  if (name === 'crypto/tls.Dial' || name === 'crypto/tls.DialWithDialer')
    return say`calls ${name.slice('crypto/'.length)}`;
  if (!requests.has(name)) return undefined;
  const url = texts.find((text) => publicUrl.test(text));
  // A name of the arguments may be bound to several texts.
  return url === undefined || texts.some((text) => text.startsWith('http://'))
    ? undefined
    : say`asks for ${/^https:\/\/[^/?#%]*/.exec(url)?.[0] ?? url}`;
}

/** `internal/api/client.go`, as seen from the module. */
function placeOf({ file }: StandardUse, directory: string, { module }: ProgramFacts): string {
  const root = module?.directory ?? directory;
  return directory === root || !directory.startsWith(root)
    ? file
    : `${directory.slice(root.length).replace(/^\//, '')}/${file}`;
}

/** What the packages of the main module import; what dependencies import among themselves may never be called. */
function importsOfOwn(packages: readonly ProgramPackage[], { module }: ProgramFacts): readonly string[] {
  const path = module?.file.module;
  return packages
    .filter(({ importPath }, index) => index === 0 || (path !== undefined && `${importPath}/`.startsWith(`${path}/`)))
    .flatMap(({ imports }) => imports);
}
