/** Findings of the Contour target. */
import { contourBackends } from './contour-backends.ts';
import { contourHosts } from './contour-hosts.ts';
import { contourRequests } from './contour-requests.ts';

export const contourCodes = { ...contourRequests, ...contourBackends, ...contourHosts };
