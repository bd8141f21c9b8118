import * as pulumi from '@pulumi/pulumi';
import { isFullyKnown, isKnown } from '../../lib/manifest/known';
import { asOutput, HeldOutputs, isOutput } from '../../lib/pulumi/outputs';

const UNKNOWN = pulumi.output(pulumi.unknown as any);

/** What the SDK would send for a value. */
function onTheWire(value: any): Promise<any> {
  return (pulumi.runtime as any).serializeProperties('test', { value }).then((props: any) => props.value);
}

const SIGNATURE_KEY = '4dabf18193072939515e22adb298388d';
const SECRET_SIGNATURE = '1b47061264138c4ac30d75fd1eb44270';
const wireSecret = (value: any) => ({ [SIGNATURE_KEY]: SECRET_SIGNATURE, value });
const WIRE_UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

class NoMocks implements pulumi.runtime.Mocks {
  public call() { return {}; }
  public newResource() { return { id: 'id', state: {} }; }
}

beforeAll(() => pulumi.runtime.setMocks(new NoMocks(), 'project', 'stack', true));

function held(): HeldOutputs {
  return new HeldOutputs('api');
}

describe('what is taken out', () => {
  test.each([
    ['an Output', pulumi.output(1)],
    ['a secret', pulumi.secret('x')],
    ['an unknown Output', UNKNOWN],
    ['an unknown', pulumi.unknown],
    ['a Promise', Promise.resolve(1)],
    ['a secret as it is on the wire', wireSecret('x')],
  ])('is %s', (_, value) => {
    expect(isOutput(value)).toBe(true);
    const outputs = held();
    const taken = outputs.takeOut({ spec: { replicas: value } });
    expect(isKnown(taken.spec.replicas)).toBe(false);
    expect(outputs.sources).toEqual(['spec.replicas']);
  });

  test.each([[1], [''], [null], [undefined], [false], [{}], [[]]])('is not %j', (value) => {
    expect(isOutput(value)).toBe(false);
    expect(held().takeOut({ value })).toEqual({ value });
  });

  test('leaves instances of classes what they are', () => {
    const instance = new Date(0);
    expect(held().takeOut({ instance }).instance).toBe(instance);
  });

  test('gets the same placeholder wherever it stands, and different Outputs get different ones', () => {
    const output = pulumi.output('x');
    const { a, b, c, d } = held().takeOut({ a: output, b: output, c: pulumi.output('x'), d: 'x' });
    expect(b).toBe(a);
    expect(c).not.toBe(a);
    expect(d).toBe('x');
  });

  test('can be told apart where two came from the same place', () => {
    const outputs = held();
    const [a, b] = [pulumi.output(1), pulumi.output(2)];
    expect(outputs.putBack([outputs.hold(a, ['x']), outputs.hold(b, ['x'])])).toEqual([a, b]);
    expect(outputs.sources).toEqual(['x', 'x']);
  });
});

describe('what is put back', () => {
  test('is the Output itself where its placeholder stands alone', () => {
    const replicas = pulumi.output(3);
    const outputs = held();
    const taken = outputs.takeOut({ replicas, name: 'api', ports: [{ port: 80 }] });
    const back = outputs.putBack({ spec: taken });
    expect(back).toEqual({ spec: { replicas: expect.anything(), name: 'api', ports: [{ port: 80 }] } });
    expect(back.spec.replicas).toBe(replicas);
  });

  test('keeps numbers, unknowns and secrets what they are, each on its own leaf', async () => {
    const outputs = held();
    const back = outputs.putBack(outputs.takeOut({
      number: pulumi.output(3), secret: pulumi.secret('s3cret'), unknown: UNKNOWN, raw: pulumi.unknown, wire: wireSecret({ a: 1 }), promise: Promise.resolve([1]), plain: 'x',
    }));
    expect(await onTheWire(back)).toEqual({
      number: 3, secret: wireSecret('s3cret'), unknown: WIRE_UNKNOWN, raw: WIRE_UNKNOWN, wire: wireSecret({ a: 1 }), promise: [1], plain: 'x',
    });
  });

  test('is joined inside a longer text, which is unknown or secret where a part is', async () => {
    const outputs = held();
    const { host, port, password, unknown } = outputs.takeOut({ host: pulumi.output('db'), port: pulumi.output(5432), password: pulumi.secret('p'), unknown: UNKNOWN });
    expect(await onTheWire(outputs.putBack({
      url: `tcp://${host}:${port}/x`, twice: `${host}${host}`, secret: `${password}@${host}`, unknown: `${unknown}/${password}`,
    }))).toEqual({ url: 'tcp://db:5432/x', twice: 'dbdb', secret: wireSecret('p@db'), unknown: WIRE_UNKNOWN });
  });

  test.each([[0], [2]])('is encoded as a part of JSON with an indentation of %d', async (indent) => {
    const outputs = held();
    const { quote, port } = outputs.takeOut({ quote: pulumi.output('say "hi"'), port: pulumi.output(80) });
    const text = JSON.stringify({ quote, port, list: [port, 'x'] }, undefined, indent);
    expect(await onTheWire(outputs.putBack({ text }))).toEqual({ text: JSON.stringify({ quote: 'say "hi"', port: 80, list: [80, 'x'] }, undefined, indent) });
  });

  test('is encoded as a part of JSON in a file, whose last line ends', async () => {
    const outputs = held();
    const text = `${JSON.stringify({ quote: outputs.takeOut(pulumi.output('say "hi"')) }, undefined, 2)}\n`;
    expect(await onTheWire(outputs.putBack({ text }))).toEqual({ text: '{\n  "quote": "say \\"hi\\""\n}\n' });
  });

  test('leaves nothing of a placeholder anywhere', () => {
    const outputs = held();
    const taken = outputs.takeOut({ a: pulumi.output(1), b: { c: [pulumi.output('x')] } });
    expect(isFullyKnown(taken)).toBe(false);
    const { a, b, text } = outputs.putBack({ ...taken, text: `a${taken.a}` });
    expect([a, b.c[0], text].map(isOutput)).toEqual([true, true, true]);
  });

  test.each([
    ['a map', { a: 1 }], ['a list', [1]], ['nothing', undefined],
  ])('fails in a longer text where it turned out to be %s', async (got, value) => {
    const outputs = held();
    const back = outputs.putBack(`x-${outputs.takeOut(pulumi.output<any>(value), ['args', 'host'])}`);
    // An Output fails in each of its promises. Pulumi's host ends the program with the first that nobody waits for.
    [back.isKnown, back.isSecret].forEach((promise) => promise.catch(() => undefined));
    await expect(onTheWire(back)).rejects.toThrow(
      `[api] 'args.host' must be a text, a number or a boolean, for it stands inside a longer text, but turned out to be ${got}. Give a text, for example with 'apply'.`,
    );
  });
});

describe('a placeholder is refused', () => {
  function refusal(make: (text: string) => any): string | undefined {
    const outputs = held();
    const text = outputs.takeOut(pulumi.output('x'), ['env', 'HOST']);
    try {
      outputs.putBack(make(text));
      return undefined;
    } catch (error) {
      return (error as Error).message;
    }
  }

  const KEY = "must have keys that are known before the deployment, but one is made from the Output in 'env.HOST'. Give it as plain text.";
  const PART = 'must not be made from a part of a value that only the deployment knows. Give the value as plain text, or patch this field with the Output.';
  const ENCODED = "must not encode a value that only the deployment knows. Leave the encoding to Kubernetes, as 'stringData' does, or give the value encoded, with 'apply'.";

  test.each<[string, (text: string) => any, string]>([
    ['as a key', (text) => ({ data: { [text]: 1 } }), `[api] 'data' ${KEY}`],
    ['as a part of a key', (text) => ({ [`x-${text}`]: 1 }), `[api] 'the object' ${KEY}`],
    ['as a key of JSON', (text) => ({ data: JSON.stringify({ [text]: 1 }) }), `[api] 'data' ${KEY}`],
    ['cut off', (text) => ({ data: { name: text.slice(0, 5) } }), `[api] 'data.name' ${PART}`],
    ['without its beginning', (text) => ({ name: text.slice(3) }), `[api] 'name' ${PART}`],
    ['in other letters', (text) => ({ name: text.toLowerCase() }), `[api] 'name' ${PART}`],
    ['of somebody else', () => ({ name: new HeldOutputs('other').takeOut(pulumi.output(1)) }), `[api] 'name' ${PART}`],
    ['in Base64', (text) => ({ data: Buffer.from(`user:${text}`).toString('base64') }), `[api] 'data' ${ENCODED}`],
    ['in a URL', (text) => ({ data: `https://${encodeURIComponent(text)}` }), `[api] 'data' ${ENCODED}`],
  ])('%s', (_, make, message) => {
    expect(refusal(make)).toBe(message);
  });

  test('with all others in one error', () => {
    expect(refusal((text) => ({ a: text.slice(2), b: { [text]: 1 } }))).toBe(`[api] 'a' ${PART}\n[api] 'b' ${KEY}`);
  });

  test('only if there is one: plain text may be encoded and spelled as it likes', () => {
    expect(refusal((text) => ({ text, certificate: Buffer.from('plain').toString('base64'), url: '%20' }))).toBeUndefined();
    expect(held().putBack({ text: '%EE%80%80' })).toEqual({ text: '%EE%80%80' });
  });
});

test('a text with placeholders can be read by people', () => {
  const outputs = held();
  const { namespace, name } = outputs.takeOut({ namespace: pulumi.output('shop'), name: pulumi.output('api') });
  expect(outputs.readable(`Deployment '${namespace}/${name}'`)).toBe("Deployment '<Output namespace>/<Output name>'");
});

test('a secret of the wire becomes an Output that is secret', async () => {
  expect(await pulumi.isSecret(asOutput(wireSecret('x')))).toBe(true);
});
