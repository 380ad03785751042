/** Colours by meaning; the plain one leaves text as it is. The terminal supplies the other (`cli/terminal.ts`). */

export type Shade = 'error' | 'warning' | 'info' | 'strong' | 'faint' | 'good';
export type Paint = (shade: Shade, text: string) => string;

export const plain: Paint = (_shade, text) => text;

/** Control characters made visible, so that a value of the input cannot steer the terminal that shows it. */
export const visible = (text: string): string =>
  text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (c) =>
    c === '\n' ? '\\n' : c === '\t' ? '\\t' : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
