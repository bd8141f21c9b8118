import { IConstruct } from 'constructs';
import { renderingOnce } from './edit';

const KEEPS = Symbol.for('fleetwright.keepsRendered');

/** An App of cdk8s keeps nothing while it synthesizes: what looks at all objects around each of many would render them over and over. */
export function keepRenderedInSynth(construct: IConstruct): void {
  const root: any = construct.node.root;
  if (root[KEEPS] === true) { return; }
  Object.defineProperty(root, KEEPS, { value: true });
  for (const method of ['synth', 'synthYaml'].filter((name) => typeof root[name] === 'function')) {
    const original: () => unknown = root[method];
    root[method] = () => renderingOnce(root, () => original.call(root));
  }
}
