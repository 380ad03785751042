/** Generated from templates/ by .ci/embed-templates.mjs; do not edit. */
// biome-ignore format: generated
export const templateTexts = {
  'haproxy/haproxy.cfg.hbs': "# Rendered by ingress-compile for HAProxy. Changes here are lost at the next run.\n{{put global}}\n{{put defaults}}\n{{put frontends}}\n{{put backends}}",
  'nginx/nginx.conf.hbs': "# Rendered by ingress-compile for nginx. Changes here are lost at the next run.\n{{put main}}\nevents {\n{{put events}}\n}\n\nhttp {\n{{put http}}\n}\n{{put stream}}",
} as const;
