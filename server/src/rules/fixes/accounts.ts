import { ownValue } from '../../text/ownValue';
/** Ids that distributions agree on; 65532 is what distroless calls nonroot, and no distribution gives it to anyone else. */
const ids: Readonly<Record<string, string>> = { root: '0', nobody: '65534' };

/** `app:app` as numbers, which need no entry in /etc/passwd: numbers stay, unknown names become 65532. */
export function numericOwner(written: string): string {
  const [user = '', group] = written.replace(/^["']|["']$/g, '').split(':');
  const number = (name: string): string => (/^\d+$/.test(name) ? name : (ownValue(ids, name) ?? '65532'));
  return `${number(user)}:${number(group ?? user)}`;
}
