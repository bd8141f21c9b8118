import { RunError } from '@pulumi/pulumi';
import { Chart } from 'cdk8s';
import { describeFault } from '../construct/fault';
import { ConstructComponentOptions } from './component-options';
import { InputArgs } from './input-args';
import { PlannedComponent } from './planned-component';

/**
 * A component that registers everything that a function defines in a chart: several constructs of any origin, mixins, included YAML.
 *
 * The function gets the arguments as if they were known. It runs more than once, so it must do nothing but define constructs.
 */
export class ChartComponent<A extends object = object> extends PlannedComponent<Chart> {
  /**
   * @param define defines the constructs
   * @param args what `define` gets; Outputs may stand in them
   */
  public constructor(name: string, define: (chart: Chart, args: A) => void, args?: InputArgs<A>, opts: ConstructComponentOptions = {}) {
    requireFunction(name, define);
    super('fleetwright:index:ChartComponent', name, args ?? {}, opts, (chart, plain) => {
      define(chart, plain);
      return chart;
    }, true);
  }
}

function requireFunction(name: string, define: unknown): void {
  if (typeof define === 'function' && !/^class\b/.test(Function.prototype.toString.call(define))) { return; }
  throw new RunError(`[${name}] ${describeFault({
    prop: 'define', rule: 'must be a function that defines constructs in a chart', fix: "Use one such as '(chart, args) => { new …(chart, …); }', or 'fromConstruct' for a class",
  })}`);
}
