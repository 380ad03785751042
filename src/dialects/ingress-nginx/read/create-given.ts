/** The annotations of one Ingress, read one by one under the controller's rules for wrong values. */

import { quoted } from '../../../diagnostics/quoted.ts';
import { type Origin, traced } from '../../../source/traced.ts';
import { prefix } from '../annotation-row.ts';
import { type AnnotationKey, annotationRows } from '../annotations.ts';
import { hardening } from '../hardening/hardening.ts';
import { type Found, type Given, type Reading, type Status, shortKey, type Verdict, type Watch } from './given.ts';
import { capped, refusedByNginx } from './written-out.ts';

const controlCharacters = /[\u0000-\u001f\u007f]/;
/** The same without what separates words and lines. */
const unprintable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/;

/** Lists may run over several lines: their items are trimmed one by one. */
const lists: ReadonlySet<string> = new Set(['cidr_list', 'server_name_list']);

const trimmedLines = (text: string): string =>
  text.includes('\n')
    ? text
        .split('\n')
        .map((line) => line.trim())
        .join('\n')
    : text.trim();

export const createGiven = ({ found, controller, here, origin, sink: report }: Reading): Given => {
  const statuses = new Map<AnnotationKey, Status>();
  const outcome: { -readonly [K in keyof Verdict]: Verdict[K] } = { dropped: false, mistaken: false };

  let watch: Watch | undefined;
  const look = (key: AnnotationKey): Found | undefined => {
    watch?.asked.add(key);
    return found.get(key);
  };
  const spoil = (): void => {
    if (watch !== undefined) watch.alone = false;
  };

  const at = (key: AnnotationKey): Origin => origin(look(key)?.written ?? `${prefix}${key}`);
  const named = (key: AnnotationKey): string => shortKey(look(key)?.written ?? key);
  const raw = (key: AnnotationKey): string => look(key)?.value ?? '';
  const tell: Given['tell'] = (code, args, key, status) => {
    spoil();
    report.add(code, args, [at(key)]);
    if (statuses.get(key)?.code === undefined) statuses.set(key, { status, code });
  };
  const drop: Given['drop'] = (code, args, key) => {
    outcome.dropped = true;
    outcome.code ??= code;
    tell(code, args, key, 'dropped');
  };
  const closePaths = (key: AnnotationKey, why: string): void => {
    spoil();
    outcome.mistaken = true;
    outcome.denied ??= { status: traced(503, at(key)), reason: `${named(key)}: ${why}` };
  };
  const shutHosts = (key: AnnotationKey, why: string): void => {
    outcome.hostClosed ??= { status: traced(403, at(key)), reason: `${named(key)}: ${why}` };
    closePaths(key, why);
  };
  const deny: Given['deny'] = (key, why) => {
    closePaths(key, why);
    tell('D302', { key: named(key), why }, key, 'invalid');
  };
  const closeHosts: Given['closeHosts'] = (key, why) => {
    shutHosts(key, why);
    tell('D303', { key: named(key), why }, key, 'invalid');
  };

  const harden = hardening(controller.harden, report);
  const unsafe: Given['unsafe'] = (code, args, key, closes, status = 'invalid') => {
    spoil();
    const closed = harden(code, args, [at(key)]);
    if (statuses.get(key)?.code === undefined) statuses.set(key, { status, code: closed ? 'D399' : code });
    if (closed && closes === 'paths') closePaths(key, `hardened, see ${code}`);
    if (closed && closes === 'hosts') shutHosts(key, `hardened, see ${code}`);
    return closed;
  };

  const refuse = (key: AnnotationKey, instead: string): void => {
    const { validator, onInvalid } = annotationRows[key];
    const args = { key: named(key), value: raw(key), wants: validator.wants };
    if (onInvalid === 'drop_ingress') drop('D301', { ...args }, key);
    else if (onInvalid === 'deny_location') deny(key, `${quoted(raw(key))} is not ${validator.wants}`);
    else tell('D300', { ...args, instead }, key, 'invalid');
  };
  const accepts = (key: AnnotationKey): boolean => raw(key) !== '' && annotationRows[key].validator.accepts(raw(key));

  /** The raw text of an accepted key, noted as read. */
  const accepted = (key: AnnotationKey, instead: string): string | undefined => {
    const value = look(key)?.value;
    if (value === undefined) return undefined;
    if (value === '') {
      tell('D314', { key: named(key), instead }, key, 'ignored');
      return undefined;
    }
    if (!annotationRows[key].validator.accepts(value)) {
      refuse(key, instead);
      return undefined;
    }
    if (!statuses.has(key)) statuses.set(key, { status: 'read' });
    watch?.accepted.push(key);
    return value;
  };

  const text: Given['text'] = (key, instead = 'it counts as absent') => {
    const value = accepted(key, instead);
    if (value === undefined) return undefined;
    const snippet = annotationRows[key].validator.name === 'none';
    const lines = trimmedLines(value);
    if (lines.trim() === '') {
      tell('D314', { key: named(key), instead }, key, 'ignored');
      return undefined;
    }
    const kept = snippet ? lines : lines.trim();
    const wrong = snippet ? unprintable : controlCharacters;
    if (wrong.test(kept) && !lists.has(annotationRows[key].validator.name)) {
      drop('D316', { key: named(key), value }, key);
      return undefined;
    }
    const broken = refusedByNginx(key, kept);
    if (broken !== undefined) {
      tell('D340', { key: named(key), value, why: broken, instead }, key, 'invalid');
      return undefined;
    }
    return traced(kept, at(key));
  };

  return {
    controller,
    here: () => {
      spoil();
      return here();
    },
    report: {
      add: (code, args, origins) => {
        spoil();
        report.add(code, args, origins);
      },
    },
    has: (key) => look(key) !== undefined,
    isEmpty: (key) => look(key)?.value === '',
    accepts,
    raw,
    at,
    text,
    flag: (key, instead = 'it counts as absent') => {
      const value = accepted(key, instead);
      return value === undefined ? undefined : traced(/^[1tT]/.test(value), at(key));
    },
    integer: (key, instead = 'it counts as absent') => {
      const value = accepted(key, instead);
      if (value === undefined) return undefined;
      const number = capped(key, Number(value));
      const why = 'is further than proxies count';
      if (number !== Number(value))
        tell('D342', { key: named(key), value, why, instead: `${number} holds` }, key, 'read');
      return traced(number, at(key));
    },
    unsafe,
    unsafeAt: (code, args, origin) => {
      spoil();
      if (!harden(code, args, [origin])) return code;
      outcome.mistaken = true;
      outcome.denied ??= { status: traced(503, origin), reason: `${args.key}: hardened, see ${code}` };
      return 'D399';
    },
    tell,
    ignore: (keys, why) => {
      for (const key of keys) {
        if (look(key) === undefined) continue;
        // What others found counts here.
        spoil();
        if (statuses.get(key)?.code === undefined) tell('D313', { key: named(key), why }, key, 'ignored');
      }
    },
    deny,
    closeHosts,
    close: (key, status, reason) => {
      spoil();
      outcome.denied ??= { status: traced(status, at(key)), reason };
    },
    drop,
    dropAt: (code, args, origin) => {
      spoil();
      outcome.dropped = true;
      outcome.code ??= code;
      report.add(code, args, [origin]);
    },
    result: () => {
      spoil();
      return outcome;
    },
    statusOf: (key) => {
      spoil();
      return statuses.get(key);
    },
    identity: (keys) => {
      let text = '';
      for (const key of keys) {
        const entry = found.get(key);
        text += entry === undefined ? '-' : `${entry.written} ${entry.value.length} ${entry.value}`;
      }
      return text;
    },
    observe: (read) => {
      const own: Watch = { asked: new Set(), accepted: [], alone: true };
      watch = own;
      const value = read();
      watch = undefined;
      return { value, ...own };
    },
    adopt: (keys) => {
      for (const key of keys) if (!statuses.has(key)) statuses.set(key, { status: 'read' });
    },
  };
};
