/** An address range with its host bits cleared. */
export interface Cidr {
  readonly family: 4 | 6;
  /** Canonical text of the network address, e.g. `10.0.0.0` or `2001:db8::`. */
  readonly address: string;
  readonly prefix: number;
}

export const cidrText = (c: Cidr): string => `${c.address}/${c.prefix}`;

/** True when every address of `inner` is one of `outer`. */
export const contains = (outer: Cidr, inner: Cidr): boolean =>
  outer.family === inner.family &&
  outer.prefix <= inner.prefix &&
  parseCidr(`${inner.address}/${outer.prefix}`)?.address === outer.address;

/** Reads an IPv4 or IPv6 address or network, as Go's `net.ParseCIDR`/`net.ParseIP` do; undefined when it is neither. */
export const parseCidr = (text: string): Cidr | undefined => {
  const [host = '', length, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  const family = host.includes(':') ? 6 : 4;
  const groups = family === 4 ? parseV4(host) : parseV6(host);
  if (groups === undefined) return undefined;
  const max = family === 4 ? 32 : 128;
  if (length !== undefined && !/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const prefix = length === undefined ? max : Number(length);
  if (prefix > max) return undefined;
  const masked = mask(groups, family === 4 ? 8 : 16, prefix);
  return { family, address: family === 4 ? masked.join('.') : v6Text(masked), prefix };
};

const parseV4 = (text: string): readonly number[] | undefined => {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) < 256)) return undefined;
  return parts.map(Number);
};

const parseV6 = (text: string): readonly number[] | undefined => {
  const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text);
  const v4 = dotted?.[2] === undefined ? undefined : parseV4(dotted[2]);
  if (dotted !== null && v4 === undefined) return undefined;
  const plain = v4 === undefined ? text : `${dotted?.[1] ?? ''}${pair(v4, 0)}:${pair(v4, 2)}`;
  const halves = plain.split('::');
  if (halves.length > 2) return undefined;
  const side = (s: string): readonly string[] => (s === '' ? [] : s.split(':'));
  const head = side(halves[0] ?? '');
  const tail = halves.length === 2 ? side(halves[1] ?? '') : [];
  const gap = 8 - head.length - tail.length;
  if (halves.length === 2 ? gap < 1 : gap !== 0) return undefined;
  const all = [...head, ...Array.from({ length: halves.length === 2 ? gap : 0 }, () => '0'), ...tail];
  return all.every((g) => /^[0-9a-f]{1,4}$/i.test(g)) ? all.map((g) => Number.parseInt(g, 16)) : undefined;
};

const pair = (v4: readonly number[], at: number): string => (((v4[at] ?? 0) << 8) | (v4[at + 1] ?? 0)).toString(16);

const mask = (groups: readonly number[], width: number, prefix: number): readonly number[] =>
  groups.map((g, i) => {
    const keep = Math.min(width, Math.max(0, prefix - i * width));
    return g & (((1 << keep) - 1) << (width - keep));
  });

/** RFC 5952: the longest run of zero groups is shortened, the first of equals. */
const v6Text = (groups: readonly number[]): string => {
  let best = { start: -1, length: 1 };
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && groups[i + n] === 0) n++;
    if (n > best.length) best = { start: i, length: n };
    if (n > 0) i += n - 1;
  }
  const hex = groups.map((g) => g.toString(16));
  if (best.start < 0) return hex.join(':');
  return `${hex.slice(0, best.start).join(':')}::${hex.slice(best.start + best.length).join(':')}`;
};
