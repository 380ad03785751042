/** Text of the input as messages show it. */

const longest = 80;

/** Cut after 80 letters. */
export const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 3)}...` : text);

/** In double quotes, control characters visible. */
export const quoted = (text: string): string => JSON.stringify(shortened(text));
