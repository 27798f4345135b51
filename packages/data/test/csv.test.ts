// Tables of numbers, and what is said of those that are none.

import { ClassEncoder, parseCsv } from '@cambium/data';
import { describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

const houses = 'size,rooms,price\n120,4,310.5\n80, 3 ,205\n';
const flowers = 'petal,kind\n1.4,setosa\n4.7,versicolor\n1.3,setosa\n';

describe('parseCsv', () => {
  it('makes every column a feature', () => {
    const { dataset, columns, classes } = parseCsv(houses);
    expect([columns, classes]).toEqual([['size', 'rooms', 'price'], null]);
    expect(dataset.fields.x).toEqual({
      data: Float32Array.of(120, 4, 310.5, 80, 3, 205),
      shape: [2, 3],
      dtype: 'float32',
    });
  });

  it('sets the label apart', () => {
    const { dataset, columns } = parseCsv(houses, { label: 'price' });
    expect(columns).toEqual(['size', 'rooms']);
    expect(dataset.get(1)).toMatchObject({
      x: { data: Float32Array.of(80, 3) },
      y: { data: Float32Array.of(205), shape: [] },
    });
  });

  it('takes the chosen columns in their order', () => {
    expect([...parseCsv(houses, { columns: ['price', 'size'] }).dataset.fields.x.data]).toEqual([
      310.5, 120, 205, 80,
    ]);
  });

  it('numbers the classes of the training set, and uses them again', () => {
    const train = parseCsv(flowers, { label: 'kind', classes: true });
    expect(train.dataset.fields.y).toMatchObject({ data: Int32Array.of(0, 1, 0), dtype: 'int32' });
    const test = parseCsv('petal,kind\n4.5,versicolor', { label: 'kind', classes: train.classes! });
    expect([...test.dataset.fields.y.data]).toEqual([1]);
  });

  it('does without a header', () => {
    expect(parseCsv('1,2\n3,4', { header: false, label: '1' }).columns).toEqual(['0']);
    expect(parseCsv('1,2\n3,4', { header: ['a', 'b'] }).columns).toEqual(['a', 'b']);
  });

  it.each([
    ['line ends of Windows', 'a,b\r\n1,2\r\n', [1, 2]],
    ['a byte order mark', '\uFEFFa,b\n1,2', [1, 2]],
    ['quotes', '"a","b, c"\n"1","2"', [1, 2]],
    ['blank lines', 'a,b\n\n1,2\n\n', [1, 2]],
    ['signs and exponents', 'a,b,c\n-1.5e3,+.5,2.', [-1500, 0.5, 2]],
  ])('bears %s', (_, text, values) => {
    expect([...parseCsv(text).dataset.fields.x.data]).toEqual(values);
  });

  it('takes another delimiter', () => {
    expect([...parseCsv('a;b\n1;2', { delimiter: ';' }).dataset.fields.x.data]).toEqual([1, 2]);
  });

  it('fills empty cells with the number for missing ones', () => {
    expect([...parseCsv('a,b\n,2', { missing: -1 }).dataset.fields.x.data]).toEqual([-1, 2]);
  });

  it('reads the prototype name as a name', () => {
    expect(parseCsv('__proto__,constructor\n1,2', { label: '__proto__' }).columns).toEqual(['constructor']);
  });

  it.each([
    ['a word', () => parseCsv('a,b\n1,2\n3,four'), 'format', "row 3, column 'b' is 'four', not a number"],
    ['a word after a quoted line break', () => parseCsv('a,b\n"1\n",2\n3,x'), 'format', "row 3, column 'b'"],
    ['NaN', () => parseCsv('a\nNaN'), 'format', "row 2, column 'a' is 'NaN'"],
    ['hexadecimal', () => parseCsv('a\n0x10'), 'format', "'0x10'"],
    [
      'an empty cell',
      () => parseCsv('a,b\n1,'),
      'format',
      "row 2, column 'b' is empty. Pass a number as missing",
    ],
    [
      'an empty class',
      () => parseCsv('a,kind\n1,x\n2,\n', { label: 'kind', classes: true, missing: 0 }),
      'format',
      "row 3, column 'kind' is empty: it names no class",
    ],
    ['a number beyond float32', () => parseCsv('a\n1e39'), 'format', "row 2, column 'a' is 1e39, too great"],
    ['a short row', () => parseCsv('a,b\n1,2\n3'), 'format', 'row 3 has 1 cells, there are 2 columns'],
    ['a long row', () => parseCsv('a,b\n1,2,3'), 'format', 'row 2 has 3 cells'],
    ['an open quote', () => parseCsv('a,b\n1,"2'), 'format', 'row 2'],
    ['two columns of one name', () => parseCsv('a,a\n1,2'), 'format', "two columns are called 'a'"],
    ['no rows', () => parseCsv('a,b\n'), 'format', 'no rows of data'],
    ['no text', () => parseCsv(''), 'format', 'no rows of data'],
    ['bytes', () => parseCsv(new Uint8Array(3) as never), 'value', 'TextDecoder'],
    [
      'an unknown label',
      () => parseCsv(houses, { label: 'cost' }),
      'value',
      "no column 'cost'; there are size, rooms, price",
    ],
    ['an unknown column', () => parseCsv(houses, { columns: ['toString'] }), 'value', "no column 'toString'"],
    ['a label alone', () => parseCsv('a\n1', { label: 'a' }), 'value', 'no column of features'],
    ['a long delimiter', () => parseCsv(houses, { delimiter: '::' }), 'value', 'one character'],
    [
      'an unknown class',
      () => parseCsv(flowers, { label: 'kind', classes: new ClassEncoder(['setosa']) }),
      'value',
      "'versicolor'",
    ],
  ])('refuses %s', async (_, act, code, words) => {
    const error = await refusal(act);
    expect([error.code, error.message]).toEqual([code, expect.stringContaining(words)]);
  });
});
