/** Flags of the controller, where its Deployment or DaemonSet is among the input. */
import { type SourceOrigin, sourceOrigin } from '../source/traced.ts';
import { list, record, texts } from './plain.ts';
import type { RawObject } from './raw-object.ts';

export interface ControllerArgument {
  /** Without dashes. */
  readonly name: string;
  /** Empty for a flag without a value. */
  readonly value: string;
  readonly at: SourceOrigin;
}

const binary = /(^|\/)nginx-ingress-controller$/;

/** Undefined when the workload runs something else. */
export const controllerArguments = ({
  object: workload,
  raw,
}: RawObject): readonly ControllerArgument[] | undefined => {
  const template = record(record(record(raw['spec'])['template'])['spec']);
  for (const [i, container] of list(template['containers']).entries()) {
    const { command, args } = record(container);
    const words = [...texts(command), ...texts(args)];
    if (!words.some((word) => binary.test(word))) continue;
    return (['command', 'args'] as const).flatMap((field) =>
      list(record(container)[field]).flatMap((word, j) => {
        const [, name, value = ''] =
          typeof word === 'string' ? (/^--?([a-z][a-z0-9-]*)(?:=(.*))?$/s.exec(word) ?? []) : [];
        if (name === undefined) return [];
        const at = sourceOrigin(workload, ['spec', 'template', 'spec', 'containers', i, field, j]);
        return [{ name, value: value.replaceAll('$(POD_NAMESPACE)', workload.ref.namespace), at }];
      }),
    );
  }
  return undefined;
};
