/** The documents of a file as plain data, one after the other. What cannot be read is reported, the rest goes on. */
import type { Report } from '../diagnostics/report.ts';
import type { Fault } from './compose.ts';
import { cutDocuments } from './cut.ts';
import { documentObject, type SourceDocument, type SourceFile } from './object.ts';
import { parseText } from './parse.ts';
import { readPlain } from './plain-block.ts';
import { nothingSeen } from './seen-words.ts';
import { spanOrigin } from './traced.ts';

const reportedPerDocument = 20;

/** Values are plain JSON, never null: empty documents are left out. */
export const eachDocument = (
  file: SourceFile,
  report: Report,
  take: (document: SourceDocument, value: unknown) => void,
): void => {
  const seen = nothingSeen(file.text);
  let template = false;
  for (const document of cutDocuments(file)) {
    const plain = readPlain(file.text, document.start, document.end, seen);
    if (plain !== undefined) {
      take(document, plain);
      continue;
    }
    const text = file.text.slice(document.start, document.end);
    const { value, faults } = parseText(text);
    if (faults.length === 0) {
      if (value !== null) take(document, value);
    } else if (!isTemplate(text)) {
      for (const fault of faults.slice(0, reportedPerDocument)) reportFault(document, fault, report);
    } else if (!template) {
      template = true;
      const at = document.start + text.indexOf('{{');
      report.add('R102', { file: file.name }, [spanOrigin(documentObject(document), at, at + 2)]);
    }
  }
};

/** Template actions outside comments: Helm's, or those of anything else written in Go or Jinja. */
export const isTemplate = (text: string): boolean => /^[^#\r\n]*\{\{/m.test(text) && text.includes('}}');

const reportFault = (document: SourceDocument, { kind, what, start, end, also }: Fault, report: Report): void => {
  const object = documentObject(document);
  const at = spanOrigin(object, document.start + start, document.start + end);
  if (kind === 'syntax') {
    report.add('R101', { what }, [at]);
  } else if (kind === 'duplicate-key') {
    const [first, last] = also ?? [start, end];
    report.add('R103', { key: what }, [at, spanOrigin(object, document.start + first, document.start + last)]);
  } else if (kind === 'size') {
    report.add('R109', { size: what }, [at]);
  } else {
    report.add(kind === 'aliases' ? 'R104' : 'R105', {}, [at]);
  }
};
