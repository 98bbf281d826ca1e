import { describe, expect, test } from 'vitest';
import table from '../../src/golang/data/knownModules.json';
import { findKnownPackage } from '../../src/golang/knownModules';

const names = (packages: readonly { readonly importPath: string }[] | undefined): readonly string[] | undefined =>
  packages?.map(({ importPath }) => importPath);

describe('well-known modules', () => {
  test.each([
    ['github.com/gin-gonic/gin', ['net', 'os/user'], [], []],
    ['github.com/pkg/errors', [], [], []],
    // Pure at first sight only.
    ['github.com/google/uuid', ['net'], [], []],
    ['github.com/spf13/pflag', ['net'], [], []],
    ['github.com/mattn/go-sqlite3', [], ['github.com/mattn/go-sqlite3'], []],
    ['gorm.io/driver/sqlite', [], ['github.com/mattn/go-sqlite3'], []],
    [
      'github.com/google/gopacket/pcap',
      ['net'],
      ['github.com/google/gopacket/pcap'],
      ['github.com/google/gopacket/pcap'],
    ],
    ['github.com/google/gopacket/layers', ['net'], [], []],
    ['golang.org/x/text/language', [], [], []],
    ['golang.org/x/net/html', [], [], []],
  ])('%s', (path, standard, cgo, requiring) => {
    const found = findKnownPackage(path);
    expect(found?.standard.filter((base) => standard.includes(base) || base !== 'os/user')).toEqual(
      standard.filter((base) => found?.standard.some((one) => one === base)),
    );
    expect(names(found?.cgo)).toEqual(cgo);
    expect(names(found?.requiring)).toEqual(requiring);
  });

  test.each(['example.com/x', 'github.com/gin-gonic', 'github.com/gin-gonic/ginx', 'golang.org/x/text/nosuch', ''])(
    '%j is not in the table',
    (path) => {
      expect(findKnownPackage(path)).toBeUndefined();
    },
  );

  test('another major version counts as the module, libraries have plain names', () => {
    expect(findKnownPackage('github.com/davidbyttow/govips/v2/vips')?.cgo).toMatchObject([
      { libraries: ['vips'], withoutCgo: 'undefined-symbols' },
    ]);
    expect(findKnownPackage('github.com/labstack/echo/v5')?.module).toBe('github.com/labstack/echo/v4');
  });

  test('build tags change what is linked', () => {
    const kafka = 'github.com/confluentinc/confluent-kafka-go/v2/kafka';
    expect(findKnownPackage(kafka)?.cgo[0]?.libraries).toEqual([]);
    expect(findKnownPackage(kafka, ['dynamic'])?.cgo[0]?.libraries).toEqual(['rdkafka']);
  });

  test('every package with cgo that a row names is described', () => {
    const named = Object.values(table.modules).flatMap(({ packages }) =>
      Object.values<string>(packages).flatMap((words) =>
        words.split(' ').flatMap((word) => /^(?:cgo|needs):(.*)$/.exec(word)?.[1] ?? []),
      ),
    );
    const described = Object.keys(table.cgo);
    expect([...new Set(named)].filter((name) => !described.includes(name))).toEqual([]);
  });
});
