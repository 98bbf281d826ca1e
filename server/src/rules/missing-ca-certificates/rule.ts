import { isSettled, valueOf } from '../../facts/fact';
import type { BuildModel, Stage } from '../../model/buildModel';
import { say } from '../../text/say';
import { packageInstallation } from '../fixes/compiler';
import { defineRule, type Fix } from '../rule';
import { copyToTarget, mayBeSet, mayHoldAny, nameOfTarget, shippedPrograms } from '../shipped';
import { outgoingTls } from './outgoingTls';

const bundle = '/etc/ssl/certs/ca-certificates.crt';

/** Where Go looks on Linux. Source: crypto/x509, root_linux.go (certFiles, certDirectories). */
const places: readonly string[] = [
  bundle,
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/tls/cacert.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
  '/etc/ssl/certs',
  '/etc/pki/tls/certs',
];

export const missingCaCertificates = defineRule({
  id: 'missing-ca-certificates',
  title: 'TLS client in an image without CA certificates',
  severity: 'warning',
  fix: 'always',
  category: 'work',
  since: '0.1.0',
  *check(model) {
    const { target } = model;
    if (!target || !isSettled(target.image.caCertificates) || target.image.caCertificates.value) return;
    if (['SSL_CERT_FILE', 'SSL_CERT_DIR', 'GODEBUG'].some((name) => mayBeSet(target, name))) return;
    for (const { path, program, build } of shippedPrograms(model)) {
      const tls = program && outgoingTls(program);
      if (!tls) continue;
      if (mayHoldAny(target, places)) return;
      yield {
        span: target.from.image?.span ?? target.from.span,
        certainty: 'presumed',
        message: say`${path} ${tls.does}, and ${nameOfTarget(target)} has no CA certificates: it fails with "tls: failed to verify certificate: x509: certificate signed by unknown authority". This presumes that nothing mounts them when the container starts.`,
        related: [{ span: build.go.verbSpan, message: say`${path} is built here` }],
        fixes: () => fixesFor(model, target),
      };
      return;
    }
  },
});

function fixesFor(model: BuildModel, target: Stage): readonly Fix[] {
  const installation = packageInstallation(model, target, ['ca-certificates']);
  if (installation) return [{ title: say`Install ca-certificates`, safety: 'safe', edits: installation.edits }];
  const builder = model.stages.find(
    ({ index, image, needed }) => needed && index < target.index && valueOf(image.caCertificates) === true,
  );
  const edit = copyToTarget(model, builder ?? 'alpine', bundle, '/etc/ssl/certs/');
  return edit ? [{ title: say`Copy the CA certificates into the image`, safety: 'safe', edits: [edit] }] : [];
}
