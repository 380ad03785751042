/** Secret material: never printed in a report, written only into files of mode 0600 and only with `--write-secrets`. */
export interface SecretText {
  readonly secret: { readonly namespace: string; readonly name: string; readonly key: string };
  /** Decoded text of the key. */
  readonly text: string;
}
