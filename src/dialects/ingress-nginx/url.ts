/** Absolute URLs as the controller's URL parser takes them. */
export interface AbsoluteUrl {
  readonly scheme: string;
  /** Without port. */
  readonly host: string;
  readonly hasVariables: boolean;
}

/** Undefined when the text has no scheme or no host, or the host cannot be one. */
export const parseAbsoluteUrl = (text: string): AbsoluteUrl | undefined => {
  const found = /^([A-Za-z][A-Za-z0-9+.-]*):\/\/([^/?#]*)/.exec(text);
  const [, scheme, authority] = found ?? [];
  if (scheme === undefined || authority === undefined || authority === '') return undefined;
  if (authority.includes('..') || /[\s"<>\\^`{|}@]/.test(authority)) return undefined;
  const [, host, port] = /^(\[[^\]]*\]|[^:]*)(:.*)?$/.exec(authority) ?? [];
  if (host === undefined || (port !== undefined && !/^:[0-9]*$/.test(port))) return undefined;
  return { scheme: scheme.toLowerCase(), host: host.replace(/^\[|\]$/g, ''), hasVariables: authority.includes('$') };
};
