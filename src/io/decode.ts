/** Bytes to text: UTF-8, or UTF-16 where a byte order mark says so. */
import { isAscii } from 'node:buffer';

export type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

export const decodeText = (bytes: Uint8Array): Decoded => {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
  try {
    const text = textOf(bytes, encoding);
    const nul = text.indexOf('\u0000');
    return nul === -1 ? { ok: true, text } : { ok: false, why: `it has a NUL character at offset ${nul}` };
  } catch {
    return { ok: false, why: `it is not ${encoding.toUpperCase()}` };
  }
};

/** Nearly all manifests are ASCII, which needs no decoder. */
const textOf = (bytes: Uint8Array, encoding: string): string =>
  isAscii(bytes)
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
    : new TextDecoder(encoding, { fatal: true }).decode(bytes);
