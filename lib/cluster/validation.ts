import { IConstruct } from 'constructs';
import { findingsOf } from '../construct/faults';
import { fail, FleetError } from '../construct/fleet-error';
import { isInOwnSynth } from '../construct/own-synth';
import { duringSynth } from '../construct/synth-cache';

/**
 * Makes the error in which cdk8s tells what the validations of a tree answered, as `Testing.synth` and `chart.toJson()` do, carry findings as that of a
 * synth does.
 */
export function tellFindings(root: IConstruct): void {
  let isAsking = false;
  // The root is asked before all that stands below it.
  root.node.addValidation({
    validate: () => {
      if (isAsking || isInOwnSynth(root)) { return []; }
      isAsking = true;
      try {
        const findings = duringSynth(root, () => root.node.findAll().flatMap(findingsOf));
        if (findings.length === 0) { return []; }
        fail(new FleetError(findings, (lines) => `Validation failed with the following errors:\n  ${lines.join('\n  ')}`));
      } finally {
        isAsking = false;
      }
    },
  });
}
