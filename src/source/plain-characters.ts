/** What makes a document plain: the reader of its values and the reader of its places have to agree. */
export const newline = 0x0a;
export const carriageReturn = 0x0d;
export const space = 0x20;
export const quote = 0x22;
export const hash = 0x23;
export const apostrophe = 0x27;
export const hyphen = 0x2d;
export const colon = 0x3a;

/** Nesting of lists and mappings. */
export const deepest = 60;
export const longestKey = 500;

/** Characters that begin something else than plain text. */
export const indicators = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map((c) => c.charCodeAt(0)));

export const isLetter = (c: number): boolean => (c >= 0x61 && c <= 0x7a) || (c >= 0x41 && c <= 0x5a);

/** Letters, digits, `-`, `.`, `/` and `_`. */
export const isKeyCharacter = (c: number): boolean => isLetter(c) || (c >= 0x2d && c <= 0x39) || c === 0x5f;
