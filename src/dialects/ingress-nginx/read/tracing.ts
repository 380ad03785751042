import type { Tracing } from '../../../model/features/route-features.ts';
import { defined } from './defined.ts';
import type { Contribution, Reader } from './reader.ts';

const sideKeys = ['opentelemetry-trust-incoming-span', 'opentelemetry-operation-name'] as const;

export const readTracing: Reader = (given): Contribution => {
  const base = given.controller.base.location.tracing;
  const on = given.flag('enable-opentelemetry', "the controller's own setting holds");
  if (on?.value !== true) {
    given.ignore(sideKeys, 'enable-opentelemetry is not true on this Ingress');
    return on === undefined || base === undefined ? {} : { without: ['tracing'] };
  }
  const tracing: Tracing = {
    on,
    ...defined({
      trustIncoming:
        given.flag('opentelemetry-trust-incoming-span', "the controller's own setting holds") ?? base?.trustIncoming,
      operation: given.text('opentelemetry-operation-name') ?? base?.operation,
    }),
  };
  return { location: { tracing } };
};
