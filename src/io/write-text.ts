/** Text to a new file, a piece at a time: a configuration of many megabytes does not need to be in memory twice. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** UTF-16 units; what they become in UTF-8 stays in the processor's cache. */
const pieceSize = 1 << 16;

/** `flags` as for `fs.open`: `wx` fails where there is a file already, `w` replaces it. */
export const writeText = (path: string, text: string, flags: 'w' | 'wx', mode = 0o666): void => {
  const file = openSync(path, flags, mode);
  try {
    const encoder = new TextEncoder();
    const room = new Uint8Array(3 * Math.min(text.length, pieceSize));
    for (let at = 0; at < text.length; ) {
      const end = pieceEnd(text, at);
      const { written } = encoder.encodeInto(text.slice(at, end), room);
      for (let done = 0; done < written; ) done += writeSync(file, room, done, written - done);
      at = end;
    }
  } finally {
    closeSync(file);
  }
};

/** Two units that are one character stay together. */
const pieceEnd = (text: string, at: number): number => {
  const end = at + pieceSize;
  if (end >= text.length) return text.length;
  const last = text.charCodeAt(end - 1);
  return last >= 0xd800 && last <= 0xdbff ? end - 1 : end;
};
