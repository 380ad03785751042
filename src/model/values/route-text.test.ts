import { describe, expect, it } from 'vitest';
import { type Origin, traced } from '../../source/traced.ts';
import type { Route } from '../model.ts';
import { withRouteNames } from './route-text.ts';
import type { Template } from './template.ts';

const at: Origin = { kind: 'default', dialect: 'test', key: 'route' };
const route = (action: Route['action']): Route => ({
  id: 'a#0',
  match: { kind: 'prefix', path: '/' },
  path: '/',
  implicit: false,
  ingress: { kind: 'Ingress', namespace: 'shop', name: 'web' },
  from: [at],
  action,
  upgrades: true,
  protocol: 'http',
  features: {},
});
const foreign = (name: string): Template[number] => ({ kind: 'request', value: { kind: 'foreign', name } });
const text = (value: string): Template[number] => ({ kind: 'text', text: value });

describe('names of a route', () => {
  const forward = route({
    kind: 'forward',
    pool: 'shop/api/http',
    protocol: traced('http', at),
    service: { namespace: 'shop', name: 'api', port: 'http' },
  });

  it('are put in', () => {
    const template = [foreign('service_name'), text('.'), foreign('namespace'), text(':'), foreign('service_port')];
    expect(withRouteNames(template, forward)).toEqual([text('api'), text('.'), text('shop'), text(':'), text('http')]);
  });

  it('leave other values alone, and those the route does not have', () => {
    const other: Template = [foreign('constructor'), foreign('ssl_cipher'), text('a')];
    expect(withRouteNames(other, forward)).toEqual(other);
    const none: Template = [foreign('service_name')];
    expect(withRouteNames(none, route({ kind: 'default-backend' }))).toEqual(none);
  });
});
