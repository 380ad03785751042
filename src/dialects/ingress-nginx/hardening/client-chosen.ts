/** Which parts of a text the client of a request decides. */
import type { RequestValue, Template, TemplatePart } from '../../../model/values/template.ts';

const chosen: readonly RequestValue['kind'][] = [
  'header',
  'cookie',
  'argument',
  'requestUri',
  'escapedRequestUri',
  'path',
  'query',
];

const isChosen = (part: TemplatePart): boolean =>
  part.kind === 'capture' || (part.kind === 'request' && chosen.includes(part.value.kind));

/** Begin with a slash or a question mark: behind a host they end it. */
const ending: readonly RequestValue['kind'][] = ['requestUri', 'path', 'isArgs'];

/** True when a part of the request stands in the host of the URL, or in the place of a scheme. */
export const clientChoosesHost = (url: Template): boolean => {
  let before = '';
  for (const part of url) {
    if (part.kind === 'text') before += part.text;
    if (before !== '' && !/^(?:https?:?\/?|[^/]*:\/\/[^/?#]*)$/i.test(before)) return false;
    if (part.kind === 'text') continue;
    const behindHost = /:\/\/[^/?#]+$/.test(before);
    if (behindHost && part.kind === 'request' && ending.includes(part.value.kind)) return false;
    if (isChosen(part)) return true;
    // Something else of the request stands here; whatever follows belongs to the host until a slash comes.
    before += before === '' ? 'http' : 'x';
  }
  return false;
};

/** True when a client gets another text by saying something else. */
export const clientChooses = (text: Template): boolean => text.some(isChosen);

/** True when something stands in it that only the client's credential can give. */
export const holdsCredential = (text: Template): boolean =>
  text.some(
    (part) =>
      part.kind === 'request' &&
      (['header', 'cookie', 'argument', 'tlsSubject'].includes(part.value.kind) ||
        (part.value.kind === 'foreign' && part.value.name.startsWith('ssl_client_'))),
  );
