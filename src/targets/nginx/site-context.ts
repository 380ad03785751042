/** What the locations of one server share. */
import type { Site } from '../../model/model.ts';
import type { HeaderChange } from './node.ts';
import type { SideLocations } from './side-place.ts';

export interface SiteContext {
  readonly site: Site;
  readonly side: SideLocations;
  /** Headers about the client certificate; empty when the host asks for none. */
  readonly clientCertificate: readonly HeaderChange[];
  /** True: a host whose error_page lines replace those for every route. */
  readonly ownErrorPages: boolean;
  /** True: the http-level headers are not those of locations (the server answers by itself). */
  readonly explicitHeaders: boolean;
}
