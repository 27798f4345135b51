// The error of everything that goes wrong while a model is read.

import { type ErrorCode, TensorError, type TensorErrorDetails } from '@cambium/tensor';

/** A {@link TensorError} in the name of the loader; `format` unless told otherwise. */
export function modelError(
  reason: string,
  code: ErrorCode = 'format',
  details: TensorErrorDetails = {},
): TensorError {
  return new TensorError('loadTfjsModel', code, reason, details);
}

/** A value of a model file as it appears in messages: short, whatever it is. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Names as they appear in messages: the first few of them. */
export function quoteAll(names: readonly string[]): string {
  const first = names.slice(0, 6).map(quote).join(', ');
  return names.length > 6 ? `${first} and ${names.length - 6} more` : first;
}
