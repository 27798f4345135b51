// Small results with all their digits: near 0 and in tails, where the absolute tolerance of the table would forgive a 0.

import { execute, type OpsOf, opRecord } from '@cambium/tensor';
import { behaviour, type Check, without } from '../check.ts';
import { upload } from '../harness/arrange.ts';
import { worstDeviation } from '../harness/compare.ts';
import { expectThat } from '../harness/expect.ts';
import { withoutLeaks } from '../harness/leaks.ts';
import { unaryElement } from '../reference/unary.ts';

type Accurate = Extract<OpsOf<'unary'>, 'exp' | 'expm1' | 'log1p' | 'erfc'>;

const nearZero = [1e-3, -1e-3, 1e-5, -1e-5, 1e-7, -1e-7, 1e-12, 1e-20];

/** What the documentation promises: `expm1` and `log1p` near 0, `erfc` for large numbers; and the tail of `exp`. */
const promises: { readonly [N in Accurate]: readonly number[] } = {
  exp: [-5, -10, -20.5, -40, -60.25, -80],
  expm1: nearZero,
  log1p: nearZero,
  erfc: [1, 2, 3, 4, 5, 6.5, 8, 9],
};

/** Relative errors where results are small. */
export function accuracyChecks(): Check[] {
  return (Object.keys(promises) as Accurate[]).flatMap((op) =>
    (['float32', 'float64'] as const).map((dtype) => ({
      ...behaviour('unary', `${op} of ${dtype} keeps its digits where it is small`, (backend) =>
        withoutLeaks(backend, async () => {
          const values = Array.from(promises[op], (x) => (dtype === 'float32' ? Math.fround(x) : x));
          const x = { shape: [values.length], dtype, values };
          const expected = { ...x, values: values.map((each) => unaryElement(op, each, {}, dtype)) };
          const relative = opRecord(op).tolerance.relative * (dtype === 'float64' ? 2 ** -29 : 1);
          const data = await execute(op, [upload(x)], {}).data();
          const worst = worstDeviation(data, expected, { relative, absolute: 0, signedZero: false });
          const place = worst?.position ?? 0;
          expectThat(
            worst === null,
            `${op}(${values[place]}) is ${worst?.actual}, expected ${worst?.expected}`,
          );
        }),
      ),
      missing: without(dtype),
    })),
  );
}
