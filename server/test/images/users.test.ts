import { describe, expect, it } from 'vitest';
import { valueOf } from '../../src/facts/fact';
import { lookUpImage } from '../../src/images/catalogue';
import { applyAccountChange, hasAccountProgram, parseAccountChange, parseAccountLines } from '../../src/images/users';

describe('programs that change accounts', () => {
  it.each<[line: string, account: string | undefined]>([
    ['useradd -m -u 1000 dev', 'dev 1000 /home/dev'],
    ['useradd --uid=1000 --home-dir /work dev', 'dev 1000 /work'],
    ['adduser -DHu 1001 app', 'app 1001 /home/app'],
    ['adduser -D -h /app -u 1001 app', 'app 1001 /app'],
    ['adduser --system --uid 1001 app', 'app 1001 undefined'],
    ['useradd -R /rootfs -u 1000 dev', 'dev 1000 undefined'],
    ['useradd -m dev', undefined],
    ['useradd -g 1000 dev', undefined],
    ['addgroup -g 1000 dev', undefined],
  ])('%s has a number', (line, expected) => {
    const account = parseAccountChange(line.split(' '))?.account;
    expect(account && `${account.name} ${account.uid} ${String(account.home)}`).toBe(expected);
  });

  it.each<[line: string, users: string, groups: string]>([
    ['adduser -D app', 'app', 'app'],
    ['adduser -S app', 'app', ''],
    ['adduser -S -G app app', 'app', ''],
    ['adduser -D -g  app', 'app', 'app'],
    ['adduser -SDHu 1000 app', 'app', ''],
    ['adduser -D -H -h /home/x -s /bin/sh -u 1000 app', 'app', 'app'],
    ['adduser app wheel', '', ''],
    ['adduser --system app', 'app', ''],
    ['adduser --system --group app', 'app', 'app'],
    ['adduser --disabled-password --gecos x --uid 10001 app', 'app', 'app'],
    ['adduser --group staff2', '', 'staff2'],
    ['addgroup -S app', '', 'app'],
    ['addgroup -g 1000 app', '', 'app'],
    ['addgroup app wheel', '', ''],
    ['addgroup --system --gid 1000 app', '', 'app'],
    ['useradd app', 'app', 'app'],
    ['useradd -u 10001 -m -s /bin/bash app', 'app', 'app'],
    ['useradd -rMs /bin/false app', 'app', 'app'],
    ['useradd -g app app', 'app', ''],
    ['useradd -G docker app', 'app', 'app'],
    ['useradd --uid=1000 --no-user-group app', 'app', ''],
    ['/usr/sbin/useradd -U app', 'app', 'app'],
    ['groupadd -r -g 999 app', '', 'app'],
    ['groupadd --system app', '', 'app'],
  ])('%s', (line, users, groups) => {
    const change = parseAccountChange(line.split(' '));
    expect(change?.users.join(' ')).toBe(users);
    expect(change?.groups.join(' ')).toBe(groups);
  });

  it('says if a word cannot be read', () => {
    expect(parseAccountChange(['adduser', '-D', undefined])).toMatchObject({ incomplete: true, users: [] });
    expect(parseAccountChange(['id', 'app'])).toBeUndefined();
    expect(parseAccountChange([undefined])).toBeUndefined();
  });

  it('removes accounts', () => {
    expect(parseAccountChange(['deluser', 'guest'])).toMatchObject({ removedUsers: ['guest'] });
    expect(parseAccountChange(['groupdel', 'app'])).toMatchObject({ removedGroups: ['app'] });
  });
});

describe('lines of /etc/passwd and /etc/group', () => {
  it('are read as names', () => {
    expect(parseAccountLines('app:x:1000:1000::/:/bin/false', '/etc/passwd')).toEqual({ users: ['app'], groups: [] });
    expect(parseAccountLines('app:x:1000:\nops:x:1001:', '/etc/group')).toEqual({ users: [], groups: ['app', 'ops'] });
    expect(parseAccountLines('a:x:1:1::/:/x\\nb:x:2:2::/:/x', '/etc/passwd')?.users).toEqual(['a', 'b']);
    expect(parseAccountLines('hello', '/etc/passwd')).toEqual({ users: [], groups: [] });
    expect(parseAccountLines('app:x:1000:', '/etc/shadow')).toBeUndefined();
  });
});

describe('the image afterwards', () => {
  const alpine = lookUpImage({ repository: 'alpine', tag: '3.22', digest: undefined });
  const change = parseAccountChange(['adduser', '-D', 'app']);

  it('has the account', () => {
    const after = change === undefined ? alpine : applyAccountChange(alpine, change);
    expect(valueOf(after.users)).toContain('app');
    expect(valueOf(after.groups)).toContain('app');
    expect(valueOf(alpine.users)).not.toContain('app');
  });

  it('stays unknown if its accounts were', () => {
    const foreign = lookUpImage({ repository: 'example.com/x', tag: undefined, digest: undefined });
    const after = change === undefined ? foreign : applyAccountChange(foreign, change);
    expect(after.users.certainty).toBe('unknown');
  });

  it('tells which programs are not there', () => {
    expect(hasAccountProgram(alpine, 'useradd')).toBe(false);
    expect(hasAccountProgram(alpine, 'adduser')).toBe(true);
  });
});
