/** Numbers as an expression: Content-Length over a limit. */

/** Matches decimal numbers greater than `limit`, leading zeros allowed. */
export const greaterThan = (limit: number): string => {
  const digits = String(limit);
  const same = [...digits].flatMap((digit, i) => {
    const d = Number(digit);
    if (d === 9) return [];
    const rest = digits.length - i - 1;
    return [`${digits.slice(0, i)}${d === 8 ? '9' : `[${d + 1}-9]`}${rest === 0 ? '' : `[0-9]{${rest}}`}`];
  });
  return `^0*(?:[1-9][0-9]{${digits.length},}${same.map((s) => `|${s}`).join('')})$`;
};
