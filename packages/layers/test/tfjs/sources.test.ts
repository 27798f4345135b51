// Where the files of a model are looked for, and where they are not.

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createCpuBackend } from '@cambium/backend-cpu';
import { setBackend, TensorError, tensor } from '@cambium/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadTfjsModel } from '../../src/tfjs/index.ts';
import { layer, modelFile, sequential, weight } from './files.ts';

setBackend(createCpuBackend());

const address = new URL('./double/model.json', import.meta.url);
const path = fileURLToPath(address);

async function doubles(source: string | URL): Promise<unknown> {
  return (await loadTfjsModel(source)).forward(tensor([[3]])).toArray();
}

describe('in Node', () => {
  it.each([
    ['an absolute path', path],
    ['a path from the working directory', relative(process.cwd(), path)],
    ['the address of a file', address.href],
    ['a URL', address],
  ])('reads files by %s', async (_name, source) => {
    expect(await doubles(source)).toEqual([[6]]);
  });

  it('says which file is missing', async () => {
    await expect(loadTfjsModel(new URL('./single/model.json', import.meta.url))).rejects.toMatchObject({
      code: 'io',
      message: expect.stringMatching(/single\/model\.json cannot be read: ENOENT/),
    });
  });
});

describe('from a server', () => {
  const asked: string[] = [];
  let server: Server;
  let host: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      const { pathname } = new URL(request.url!, 'http://localhost');
      readFile(new URL(`.${decodeURIComponent(pathname)}`, import.meta.url)).then(
        (bytes) => response.end(bytes),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  it('asks for the weights beside the model, with the same query', async () => {
    asked.length = 0;
    expect(await doubles(`${host}/double/model.json?token=1`)).toEqual([[6]]);
    expect(asked).toEqual(['/double/model.json?token=1', '/double/weights/part%201.bin?token=1']);
  });

  it('says what the server answered', async () => {
    await expect(loadTfjsModel(`${host}/nothing/model.json`)).rejects.toMatchObject({
      code: 'io',
      message: expect.stringMatching(/nothing\/model\.json cannot be read: the server answered 404/),
    });
  });
});

describe('with a function of the caller', () => {
  it('asks for names in the folder of the model', async () => {
    const asked: string[] = [];
    const read = async (name: string): Promise<Uint8Array> => {
      asked.push(name);
      return readFile(new URL(`./double/${name.slice('archive/net/'.length)}`, import.meta.url));
    };
    const model = await loadTfjsModel('archive/net/model.json', { read });
    expect(asked).toEqual(['archive/net/model.json', 'archive/net/weights/part 1.bin']);
    expect(model.forward(tensor([[3]])).toArray()).toEqual([[6]]);
  });

  it('refuses what is not bytes', async () => {
    const read = async () => 'text' as unknown as Uint8Array;
    await expect(loadTfjsModel('model.json', { read })).rejects.toMatchObject({ code: 'value' });
  });

  it.each([[''], [undefined], [7]])('refuses the source %j', async (source) => {
    await expect(loadTfjsModel(source as string)).rejects.toMatchObject({ code: 'value' });
  });
});

describe('weight paths that lead elsewhere', () => {
  const hostile = [
    '../secret.bin',
    '..',
    '.',
    './../secret.bin',
    'a/../../secret.bin',
    'a/..',
    'a//b.bin',
    '/etc/passwd',
    '//host/a.bin',
    '///a.bin',
    'http://host/a.bin',
    'https://host/a.bin',
    'HTTPS:/host/a.bin',
    'file:///etc/passwd',
    'data:,abc',
    'blob:abc',
    'javascript:0',
    'C:\\a.bin',
    'C:/a.bin',
    'c:a.bin',
    '\\\\host\\a.bin',
    '..\\secret.bin',
    'a\\..\\..\\secret.bin',
    '\\a.bin',
    '%2e%2e/secret.bin',
    '..%2fsecret.bin',
    '%2e%2e%2fsecret.bin',
    '.%2e/secret.bin',
    '%252e%252e/secret.bin',
    '%5c..%5ca.bin',
    '..%5csecret.bin',
    '%2fetc%2fpasswd',
    'a.bin?x=../..',
    'a.bin#../..',
    '?',
    '#',
    ' ../secret.bin',
    '.. /secret.bin',
    ' /a.bin',
    '.\t./secret.bin',
    '\n../secret.bin',
    '..\u0000/secret.bin',
    'a.bin\u0000.png',
    '.\u007f./a.bin',
    '\u0085../a.bin',
    '...',
    '.../a.bin',
    'a/./b.bin',
    'a/',
    '\ud800.bin',
    'a|b',
    'a*',
    '<a>',
    '',
    null,
    7,
    {},
    ['a.bin'],
  ];
  const file = modelFile(sequential(layer('Dense', 'fc', { use_bias: false })), [
    weight('fc/kernel', [1, 1]),
  ]);

  it.each(hostile.map((each) => [each]))('refuses %j before anything is read', async (each) => {
    const manifest = [{ paths: [each], weights: [{ name: 'fc/kernel', shape: [1, 1], dtype: 'float32' }] }];
    const json = new TextEncoder().encode(JSON.stringify({ ...file.model, weightsManifest: manifest }));
    const asked: string[] = [];
    const read = async (name: string): Promise<Uint8Array> => {
      asked.push(name);
      return name === 'model.json' ? json : file.weights;
    };
    const refusal = await loadTfjsModel('model.json', { read }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(TensorError);
    expect(refusal).toMatchObject({ code: 'format', message: expect.stringMatching(/weight path/) });
    expect(asked).toEqual(['model.json']);
  });

  it.each([
    ['a.bin'],
    ['group1-shard1of2.bin'],
    ['./a.bin'],
    ['deep/er/a b.bin'],
    ['.hidden'],
    ['権重.bin'],
    ['🌱.bin'],
    ['a..b'],
  ])('takes %j', async (name) => {
    const json = JSON.stringify(file.model).replace('weights.bin', name);
    const read = async (each: string): Promise<Uint8Array> =>
      each === 'model.json' ? new TextEncoder().encode(json) : file.weights;
    await expect(loadTfjsModel('model.json', { read })).resolves.toBeDefined();
  });
});
