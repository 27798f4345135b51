// Names of weight files, which come from the model file: none may lead out of the folder that the model lies in.

import { modelError, quote } from './error.ts';

/**
 * The segments of a path inside the model's folder.
 *
 * What could mean another place to some file system, shell or URL parser is refused, not repaired: absolute paths, `..`,
 * schemes, drive letters, backslashes, percent escapes, queries and control characters.
 *
 * @throws TensorError `format` that quotes the path
 */
export function weightPathSegments(path: unknown): readonly string[] {
  if (typeof path !== 'string' || path === '')
    throw modelError(`a weight path is ${quote(path)}, expected the name of a file beside the model.`);
  const segments = path.split('/');
  if (segments[0] === '.') segments.shift();
  const leaves =
    segments.length === 0 ||
    segments.some((segment) => segment === '' || /^\.+$/.test(segment) || segment !== segment.trim());
  if (leaves || hasForbiddenCharacter(path)) {
    throw modelError(
      `the weight path ${quote(path)} may lead out of the model's folder. Weights lie in the folder of the model file or below it; their paths have no '..', '\\', '%', ':', '?' or '#', and do not begin with '/'.`,
    );
  }
  return segments;
}

function hasForbiddenCharacter(path: string): boolean {
  return [...path].some((letter) => {
    const code = letter.codePointAt(0)!;
    const isControl = code < 0x20 || (code >= 0x7f && code < 0xa0);
    const isHalfPair = code >= 0xd800 && code < 0xe000;
    return isControl || isHalfPair || '\\%:?#*"<>|'.includes(letter);
  });
}
