/** `--config`: a file with the controller's ConfigMap or the values of its Helm chart, or the name of a ConfigMap among the input. */
import { likelyConfigMaps } from '../dialects/ingress-nginx/controller/config-map.ts';
import type { Inputs } from '../io/read.ts';

export const isObjectName = (text: string): boolean =>
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/.test(text) && !/\.(ya?ml|json)$/.test(text);

/** `namespace/name` of the ConfigMaps in the files that may be the one meant. */
export const configMapNames = ({ files }: Inputs): readonly string[] => likelyConfigMaps(files);
