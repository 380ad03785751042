/** What hangs on a name alone is made once: one object for all who ask with that name. */
export const oncePerName = <T extends object | string>(make: (name: string) => T): ((name: string) => T) => {
  const made = new Map<string, T>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const fresh = make(name);
    made.set(name, fresh);
    return fresh;
  };
};
