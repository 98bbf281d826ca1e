import { describe, expect, test } from 'vitest';
import {
  cgoBasesReached,
  isKnownStandardPackage,
  isStandardPackage,
  standardPackagesReached,
} from '../../src/golang/standardPackages';
import table from '../../src/golang/data/standardPackages.json';

// Section 2 of the measurements: exactly these pull in the C runtime when cgo is on.
const measured = [
  ...[
    'net',
    'net/http',
    'net/http/cgi',
    'net/http/cookiejar',
    'net/http/fcgi',
    'net/http/httptest',
    'net/http/httptrace',
  ],
  ...[
    'net/http/httputil',
    'net/http/pprof',
    'net/mail',
    'net/rpc',
    'net/rpc/jsonrpc',
    'net/smtp',
    'net/textproto',
    'os/user',
  ],
  ...['plugin', 'crypto/tls', 'crypto/x509', 'archive/tar', 'mime/multipart', 'expvar', 'log/syslog'],
];
/** Came after the measurements, or is no package that a program imports by name. */
const sinceThen = ['runtime/cgo', 'cmd'];

describe('cgo in the standard library', () => {
  test('the packages that reach it are those that were measured', () => {
    const reaching = Object.keys(table.packages).filter((path) => cgoBasesReached(path).length > 0);
    expect(reaching.filter((path) => !sinceThen.includes(path)).sort()).toEqual([...measured].sort());
  });

  test.each([
    ['archive/tar', ['os/user']],
    ['net/http', ['net']],
    ['plugin', ['plugin']],
    ['net/url', []],
    ['net/netip', []],
    ['html/template', []],
    ['database/sql', []],
    ['os/exec', []],
    ['time', []],
  ])('%s reaches %j', (path, expected) => {
    expect(cgoBasesReached(path)).toEqual(expected);
  });

  test('what a package pulls in, and which paths are standard', () => {
    expect(standardPackagesReached('net/http').has('crypto/tls')).toBe(true);
    expect(isStandardPackage('encoding/json/v9')).toBe(true);
    expect(isKnownStandardPackage('encoding/json/v9')).toBe(false);
    expect(isStandardPackage('example.com/x')).toBe(false);
  });
});
