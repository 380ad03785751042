/** The Secret with the certificate served to names without one, as ingress-nginx serves a self-signed one that it makes at its start. */
import { placeholderCertificate } from '../../model/placeholder-certificate.ts';

/** Name of the Secret that holds it. */
export const placeholderName = 'ingress-compile-placeholder';

/** As `stringData` of a Secret of type kubernetes.io/tls. */
export const placeholderData = {
  'tls.crt': `${placeholderCertificate.certificate.trimEnd()}\n`,
  'tls.key': `${placeholderCertificate.key.trimEnd()}\n`,
};
