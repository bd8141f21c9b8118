import { IConstruct } from 'constructs';
import { acceptWarning } from './acceptance';
import { Faults } from './faults';
import { Finding } from './finding';
import { checkConstruct } from './required-construct';
import { formatWarning, warningsRaisedIn } from './warning';

/** The warnings of a construct tree. */
export class Warnings {
  /**
   * All warnings of a construct and everything below it, each once, in the order of the tree. Those that are accepted are among them, with
   * the reason.
   *
   * Some are known only when the manifests are rendered, so this renders what they ask for.
   */
  public static of(scope: IConstruct): Finding[] {
    checkConstruct(scope, 'Warnings.of', 'scope');
    return warningsRaisedIn(scope).map(({ warning }) => warning);
  }

  /**
   * Those that nobody accepted, as lines: `[prod-eu/shop/api] workload/single-replica: …`. It is the same in every language, where `Warnings.format` wants the
   * fields of a warning one by one in some.
   */
  public static linesOf(scope: IConstruct): string[] {
    checkConstruct(scope, 'Warnings.linesOf', 'scope');
    return warningsRaisedIn(scope).filter(({ warning }) => warning.accepted === undefined).map(({ warning }) => formatWarning(warning));
  }

  /**
   * Accepts a warning of a construct and of everything below it, a chart say. It then is not printed and ends no synth. Where it is accepted farther
   * out too, in the cluster say, the nearest reason counts. In one construct it is accepted once.
   *
   * The reason is written on the objects that the warning is about, as annotation `accepted.fleetwright.io/<id, with a dot for its slash>`.
   * It is an error of the synth if no such warning is raised.
   *
   * @param scope a construct, a chart or a cluster
   * @param id id of the warning, e.g. `workload/single-replica`
   * @param reason why it is all right here
   */
  public static accept(scope: IConstruct, id: string, reason: string): void {
    checkConstruct(scope, 'Warnings.accept', 'scope');
    acceptWarning(scope, { id, reason });
  }

  /** A warning as one line: `[prod-eu/shop/api] workload/single-replica: …`. */
  public static format(warning: Finding): string {
    const faults = new Faults('Warnings.format');
    if (typeof warning !== 'object' || warning === null) { faults.props.at('warning').wrongType("must be a 'Finding'", warning, "Use one that 'Warnings.of' answers"); }
    faults.throwIfAny();
    return formatWarning(warning);
  }

  private constructor() {}
}
