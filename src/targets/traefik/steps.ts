/** Makers of the middlewares that several features share. */
import { interning } from './once.ts';
import type { Middleware, Phase, Step, TraefikNode } from './tree.ts';

export const step = (
  phase: Phase,
  label: string,
  middleware: Middleware,
  more: Pick<Step, 'on' | 'ends'> = {},
): Step => ({ phase, label, middleware, ...more });

export const stepNode = (...args: Parameters<typeof step>): TraefikNode => ({ kind: 'step', step: step(...args) });

const answers = interning<Middleware>();

/** Answers by itself: an address list nobody is on, with a status of its own. */
export const answer = (phase: Phase, status: number, more: Pick<Step, 'on'> = {}): Step =>
  step(
    phase,
    `answer-${status}`,
    answers(String(status), () => ({ type: 'answer', status })),
    { ...more, ends: true },
  );

export const responseHeader = (
  phase: Phase,
  label: string,
  response: Readonly<Record<string, string>>,
  more: Pick<Step, 'on'> = {},
): Step => step(phase, label, { type: 'headers', response }, more);

/** A fixed Location with an exact status, whatever the method. */
export const fixedRedirect = (
  phase: Phase,
  status: number,
  location: string,
  more: Pick<Step, 'on'> = {},
): readonly Step[] => [
  step(phase, 'location', { type: 'headers', response: { Location: location } }, more),
  answer(phase, status, more),
];

/** Statuses that Go knows; others cannot be a fixed answer. */
export const answerable = (status: number): boolean =>
  [
    200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302, 303, 304, 305, 307, 308, 400, 401, 402, 403, 404,
    405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431,
    451, 500, 501, 502, 503, 504, 505, 506, 507, 508, 510, 511,
  ].includes(status);
