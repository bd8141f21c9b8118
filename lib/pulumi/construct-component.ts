import { RunError } from '@pulumi/pulumi';
import { Construct, IConstruct } from 'constructs';
import { describeFault } from '../construct/fault';
import { ConstructComponentOptions } from './component-options';
import { InputArgs } from './input-args';
import { PlannedComponent } from './planned-component';

/** A class of constructs. */
export type ConstructClass<C extends IConstruct, P> = new (scope: Construct, id: string, props: P) => C;

/** A class of components, made of a class of constructs. */
export type ComponentClass<C extends IConstruct, P> = new (
  name: string,
  ...rest: undefined extends P ? [args?: InputArgs<P>, opts?: ConstructComponentOptions] : [args: InputArgs<P>, opts?: ConstructComponentOptions]
) => ConstructComponent<C>;

/**
 * A component that registers what a construct emits: one of this library's, of cdk8s-plus, of a third party, or your own. Extend it to
 * give the resources names and types of their own; `fromConstruct` will do where that is not needed.
 */
export class ConstructComponent<C extends IConstruct = IConstruct> extends PlannedComponent<C> {
  /**
   * @param type type of the component: `<package>:<module>:<Type>`; part of every URN below it
   * @param construct class of the construct, whose id will be `name`
   * @param args props of the construct; Outputs may stand in them
   */
  public constructor(type: string, construct: ConstructClass<C, any>, name: string, args: unknown, opts: ConstructComponentOptions = {}) {
    requireClass(type, construct);
    super(type, name, args, opts, (chart, props) => new construct(chart, name, props));
  }
}

/** Any class of constructs as a class of components that takes the same props, with Outputs. */
export function fromConstruct<C extends IConstruct, P>(type: string, construct: ConstructClass<C, P>): ComponentClass<C, P> {
  requireClass(type, construct);
  return class extends ConstructComponent<C> {
    public constructor(name: string, args?: unknown, opts?: ConstructComponentOptions) {
      super(type, construct, name, args, opts);
    }
  };
}

function requireClass(type: string, construct: unknown): void {
  // What an arrow makes has no prototype.
  if (typeof construct === 'function' && construct.prototype !== undefined) { return; }
  throw new RunError(`[${type}] ${describeFault({
    prop: 'construct', rule: 'must be a class of constructs', fix: "Use one such as 'kplus.ConfigMap', or a 'ChartComponent' for a function that defines constructs",
  })}`);
}
