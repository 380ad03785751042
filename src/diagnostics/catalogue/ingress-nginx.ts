import { entry } from '../entry.ts';
import { quoted, shortened } from '../quoted.ts';
import { ingressNginxConfigMapCodes } from './ingress-nginx-config-map.ts';
import { ingressNginxSnippetCodes } from './ingress-nginx-snippet.ts';

export interface AnnotationValue {
  readonly key: string;
  readonly value: string;
}

export const ingressNginxCodes = {
  D300: entry<AnnotationValue & { readonly wants: string; readonly instead: string }>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Refused value, default used',
    say: (a) => `${a.key}: ${quoted(a.value)} is not ${a.wants}; the controller ignores it: ${a.instead}`,
    hint: (a) => `Write ${a.wants}, or remove the annotation.`,
  }),
  D301: entry<AnnotationValue & { readonly wants: string }>({
    severity: 'error',
    outcome: 'dropped',
    title: 'Refused value, Ingress dropped',
    say: (a) => `${a.key}: ${quoted(a.value)} is not ${a.wants}; the controller does not serve the Ingress at all`,
    hint: (a) => `Write ${a.wants}. Until then the Ingress is left out of the output, as the controller leaves it out.`,
  }),
  D302: entry<{ readonly key: string; readonly why: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'Paths closed by a wrong annotation',
    say: (a) => `${a.key}: ${a.why}; the controller answers 503 on every path of the Ingress`,
    hint: 'Correct the annotation or what it refers to. The output closes these paths in the same way.',
  }),
  D303: entry<{ readonly key: string; readonly why: string }>({
    severity: 'error',
    outcome: 'invalid',
    title: 'Hosts closed by a wrong annotation',
    say: (a) => `${a.key}: ${a.why}; the controller answers 403 to everything on the hosts of the Ingress`,
    hint: 'Correct the reference. It closes the paths of other Ingresses of these hosts, too.',
  }),
  D304: entry<AnnotationValue & { readonly why: string; readonly lost: string }>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Refused value switches a whole feature off',
    say: (a) => `${a.key}: ${quoted(a.value)} ${a.why}; the controller silently serves the Ingress without ${a.lost}`,
    hint: 'Correct the value. The output behaves like the controller and lacks the feature as well; --harden answers 503 instead.',
  }),
  D305: entry<{ readonly key: string; readonly level: string }>({
    severity: 'error',
    outcome: 'dropped',
    title: 'Snippet annotation not allowed',
    say: (a) =>
      `${a.key}: snippets have risk Critical and the controller allows ${a.level}; it does not serve the Ingress at all`,
    hint: 'If your controller allows snippets, give its ConfigMap (allow-snippet-annotations: "true", annotations-risk-level: Critical) in the input or with --config.',
  }),
  D306: entry<{ readonly key: string; readonly risk: string; readonly level: string }>({
    severity: 'error',
    outcome: 'dropped',
    title: 'Annotation above the allowed risk',
    say: (a) => `${a.key} has risk ${a.risk}, the controller allows ${a.level}; it does not serve the Ingress at all`,
    hint: 'Raise annotations-risk-level in the ConfigMap of the controller, or remove the annotation.',
  }),
  D307: entry<AnnotationValue & { readonly word: string }>({
    severity: 'error',
    outcome: 'dropped',
    title: 'Blocked word in an annotation',
    say: (a) =>
      `${a.key}: the value contains ${quoted(a.word)} of annotation-value-word-blocklist; the controller does not serve the Ingress at all`,
    hint: 'Remove the word from the annotation or from the list in the ConfigMap.',
  }),
  D308: entry<{ readonly key: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Snippet blanked by the controller',
    say: (a) => `${a.key} is blanked: allow-snippet-annotations is not true`,
    hint: 'Set allow-snippet-annotations to "true" in the ConfigMap of the controller, or remove the snippet.',
  }),
  D309: entry<{ readonly key: string; readonly meant?: string }>({
    severity: 'warning',
    outcome: 'unknown',
    title: 'Unknown annotation',
    say: (a) =>
      `${shortened(a.key)}: ingress-nginx has no such annotation and ignores it${a.meant === undefined ? '' : `; did you mean ${a.meant}?`}`,
    hint: (a) => (a.meant === undefined ? 'Remove the annotation.' : `Write ${a.meant}, or remove the annotation.`),
  }),
  D310: entry<{ readonly key: string; readonly why: string; readonly now: string }>({
    severity: 'warning',
    outcome: 'unknown',
    title: 'Annotation that is gone or belongs elsewhere',
    say: (a) => `${shortened(a.key)}: ${a.why}; ingress-nginx ignores it`,
    hint: (a) => a.now,
  }),
  D311: entry<{ readonly key: string }>({
    severity: 'warning',
    outcome: 'unknown',
    title: 'ConfigMap key used as annotation',
    say: (a) => `${a.key} is a key of the controller's ConfigMap, not an annotation; as an annotation it is ignored`,
    hint: 'Set it in the ConfigMap of the controller, where it holds for every host.',
  }),
  D312: entry<{ readonly key: string; readonly meant: string }>({
    severity: 'warning',
    outcome: 'unknown',
    title: 'Annotation with another prefix',
    say: (a) => `${shortened(a.key)}: ingress-nginx does not read this prefix and ignores the annotation`,
    hint: (a) => `Write ${a.meant} if it is meant for ingress-nginx.`,
  }),
  D313: entry<{ readonly key: string; readonly why: string }>({
    severity: 'info',
    outcome: 'ignored',
    title: 'Annotation without effect',
    say: (a) => `${a.key} has no effect: ${a.why}`,
    hint: 'Remove it, or add what it needs.',
  }),
  D314: entry<{ readonly key: string; readonly instead: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Empty annotation',
    say: (a) => `${a.key} is empty: ${a.instead}`,
    hint: 'Give it a value or remove it.',
  }),
  D315: entry<{ readonly key: string; readonly by: string }>({
    severity: 'info',
    outcome: 'ignored',
    title: 'Older spelling next to the newer one',
    say: (a) => `${a.key} is not read because ${a.by} is set`,
    hint: 'Remove the older spelling.',
  }),
  D316: entry<AnnotationValue & Record<never, never>>({
    severity: 'error',
    outcome: 'dropped',
    title: 'Control character in a value',
    say: (a) => `${a.key}: ${quoted(a.value)} holds a control character that may not reach a configuration`,
    hint: 'Remove it. The Ingress is left out of the output, because a value like this may not be written anywhere.',
  }),
  D317: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Annotation that waits for another one to be mended',
    say: (a) => `${a.key} is not looked at as long as the paths are closed with 503`,
    hint: 'Keep it: it counts again as soon as the annotation that closes the paths is mended.',
  }),
  D320: entry<AnnotationValue>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Refused CORS origin becomes *',
    say: (a) => `${a.key}: ${quoted(a.value)} is not a list of origins; the controller then allows every origin (*)`,
    hint: 'Write origins as https://host[:port] separated by commas, without path; * may only stand alone. --harden sends no CORS header.',
  }),
  D321: entry<{ readonly key: string; readonly item: string }>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'CORS origin skipped',
    say: (a) =>
      `${a.key}: ${quoted(a.item)} is not an origin of the form scheme://host[:port]; the controller skips it`,
    hint: 'Write the scheme in lower case, e.g. https://app.example.com.',
  }),
  D322: entry<AnnotationValue>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'No usable CORS origin',
    say: (a) => `${a.key}: no entry of ${quoted(a.value)} can be used, so no CORS header is ever sent`,
    hint: 'Write origins as https://host[:port].',
  }),
  D323: entry<{ readonly key: string; readonly item: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'CORS origin that cannot be kept',
    say: (a) => `${a.key}: ${quoted(a.item)} cannot be expressed as scheme, host and port and is left out of the list`,
    hint: 'Requests of such origins get no CORS headers. Name real origins.',
  }),
  D324: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'CORS origins are compared as a whole',
    say: (a) =>
      `${a.key}: the controller also accepts an Origin that merely ends with an allowed one; the output compares the whole Origin`,
    hint: 'Nothing to do: no browser sends such an Origin.',
  }),
  D325: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'approximate',
    title: 'Location headers with an internal name',
    say: (a) =>
      `${a.key}: default maps the URL under which the proxy itself calls the backend; the controller's is http://upstream_balancer/, the output has a name of its own`,
    hint: 'Nothing to do unless the backend answers with Location: http://upstream_balancer/.',
  }),
  D330: entry<{ readonly key: string }>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Realm that switches the password check off',
    say: (a) => `${a.key}: nginx takes the realm "off" as a switch, so the Ingress is open without password`,
    hint: 'Choose another realm. The output behaves like the controller and asks for no password; --harden asks for it.',
  }),
  D331: entry<{ readonly key: string; readonly needs: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Access check that never happens',
    say: (a) => `${a.key} is set without ${a.needs}: the controller checks nothing and the Ingress is open`,
    hint: (a) => `Add ${a.needs}, or remove the annotation. --harden answers 503 instead.`,
  }),
  D332: entry<{ readonly key: string; readonly secret: string }>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Client certificates are not checked',
    say: (a) =>
      `${a.key}: ${a.secret} has no ca.crt, so no client certificate is asked for on the hosts of the Ingress`,
    hint: 'Put the CA into the key ca.crt of the Secret. The output behaves like the controller and checks nothing; --harden answers 403 on these hosts.',
  }),
  D340: entry<AnnotationValue & { readonly why: string; readonly instead: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Value that breaks the controller for every host',
    say: (a) =>
      `${a.key}: ${quoted(a.value)} ${a.why}; with it the controller cannot load any change, for all hosts. Here ${a.instead}`,
    hint: 'Correct the value.',
  }),
  D341: entry<AnnotationValue & { readonly why: string; readonly instead: string }>({
    severity: 'error',
    outcome: 'refused',
    title: 'Value that fails while requests are served',
    say: (a) => `${a.key}: ${quoted(a.value)} ${a.why}. Here ${a.instead}`,
    hint: 'Correct the value.',
  }),
  D342: entry<AnnotationValue & { readonly why: string; readonly instead: string }>({
    severity: 'warning',
    outcome: 'approximate',
    title: 'Value without a sound meaning',
    say: (a) => `${a.key}: ${quoted(a.value)} ${a.why}; ${a.instead}`,
    hint: 'Correct the value.',
  }),
  D343: entry<{ readonly key: string; readonly service: string }>({
    severity: 'warning',
    outcome: 'ignored',
    title: 'Default backend is missing',
    say: (a) => `${a.key}: Service ${a.service} is not in the input; the controller ignores the annotation`,
    hint: 'Add the Service to the input, or correct its name.',
  }),
  D345: entry<AnnotationValue>({
    severity: 'warning',
    outcome: 'invalid',
    title: 'Refused mirror target doubles every request',
    say: (a) =>
      `${a.key}: ${quoted(a.value)} is refused, and the controller then sends every request twice into the host's own paths`,
    hint: 'Write an absolute URL, or remove the annotation. --harden mirrors nothing.',
  }),
  D346: entry<AnnotationValue>({
    severity: 'warning',
    outcome: 'note',
    title: 'Protocol in lower case',
    say: (a) =>
      `${a.key}: ${quoted(a.value)} is not in capital letters; the controller then sends the backend none of its headers or parameters`,
    hint: 'Write the protocol in capital letters.',
  }),
  D347: entry<{ readonly key: string }>({
    severity: 'info',
    outcome: 'note',
    title: 'Obsolete annotation',
    say: (a) => `${a.key}: HTTP/2 push is gone from nginx and from browsers; the annotation does nothing`,
    hint: 'Remove the annotation.',
  }),
  D348: entry<{ readonly key: string; readonly header: string; readonly configMap: string }>({
    severity: 'warning',
    outcome: 'refused',
    title: 'Header value that cannot be written',
    say: (a) =>
      `${a.key}: the value of ${a.header} in ${a.configMap} holds a control character; the header is left out`,
    hint: 'Remove the control character.',
  }),
  D349: entry<AnnotationValue & Record<never, never>>({
    severity: 'warning',
    outcome: 'note',
    title: 'Prefix written as a switch',
    say: (a) =>
      `${a.key}: ${quoted(a.value)} is sent as the prefix; it was a switch in old versions of the controller only`,
    hint: 'Write the prefix the application is reached under, for instance /app.',
  }),
  ...ingressNginxConfigMapCodes,
  ...ingressNginxSnippetCodes,
};
