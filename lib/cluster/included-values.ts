import { ApiObject, Include } from 'cdk8s';
import { IConstruct } from 'constructs';
import { objectsOf } from '../construct/edit';
import { Fault } from '../construct/fault';
import { faultAtSynth } from '../construct/faults';
import { warnAtSynth, WarningText } from '../construct/warning';
import { formatPath } from '../manifest/field-path';
import { misreadValues } from '../manifest/misread-value';
import { describeObject } from '../manifest/object-key';

const WATCHED = Symbol.for('fleetwright.includedValues');

/** Looks at what cdk8s has read from files, `Helm` charts among them: some of what stands in YAML becomes something else, and the cluster would get that. */
export function watchIncluded(constructs: readonly IConstruct[]): void {
  for (const source of constructs) {
    if (!(source.node.scope instanceof Include) || !ApiObject.isApiObject(source) || (source as any)[WATCHED] === true) { continue; }
    Object.defineProperty(source, WATCHED, { value: true });
    warnAtSynth(source, () => dateWarnings(source));
    faultAtSynth(source, () => binaryFaults(source));
  }
}

/** Somebody may have written the time as it is: what has been read does not tell. */
function dateWarnings(source: ApiObject): WarningText[] {
  return objectsOf(source).flatMap((object) => {
    const fields = misreadValues(object).filter(({ what }) => what === 'date').map(({ path }) => formatPath(path));
    return fields.length === 0 ? [] : [{
      id: 'construct/unquoted-date',
      object: describeObject(object),
      message: `${fields.join(', ')} ${fields.length === 1 ? 'is' : 'are'} a point in time such as '2024-01-01T00:00:00.000Z': cdk8s makes that of a date without quotes, where kubectl reads the text. `
        + 'Put it in quotes in the file.',
    }];
  });
}

function binaryFaults(source: ApiObject): Fault[] {
  return objectsOf(source).flatMap((object) => misreadValues(object).filter(({ what }) => what === 'binary').map(({ path }) => ({
    id: 'construct/quoted-text',
    rule: `${describeObject(object)}: ${formatPath(path)} must be a text, got the bytes that cdk8s makes of '!!binary'`,
    fix: "Leave the tag out, and write the text; or its base64 where that is meant, as in 'data' of a Secret",
  })));
}
