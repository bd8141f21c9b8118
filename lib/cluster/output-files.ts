import * as path from 'node:path';
import { Chart, Names, YamlOutputType } from 'cdk8s';
import { KubernetesObject } from '../manifest/object';
import { Synthesis } from './synthesis';

/** Which objects go to which file: the names that cdk8s' App gives them. */
export function outputFiles(charts: Synthesis['charts'], type: YamlOutputType, extension: string): Map<string, KubernetesObject[]> {
  const files = new Map<string, KubernetesObject[]>();
  const add = (file: string, objects: readonly KubernetesObject[]) => {
    const there = files.get(file);
    if (there === undefined) { files.set(file, [...objects]); } else { there.push(...objects); }
  };
  const numbered = charts.some(({ chart }) => chart.node.dependencies.some((other) => Chart.isChart(other) && other !== chart));
  const resourceFile = (object: KubernetesObject) => `${`${object.kind}.${object.metadata?.name}`.replace(/[^0-9a-zA-Z-_.]/g, '')}${extension}`;

  charts.forEach(({ chart, objects }, index) => {
    const name = `${numbered ? `${String(index).padStart(4, '0')}-` : ''}${Names.toDnsLabel(chart)}`;
    switch (type) {
      case YamlOutputType.FILE_PER_APP: return add(`app${extension}`, objects);
      case YamlOutputType.FILE_PER_RESOURCE: return objects.forEach((object) => add(resourceFile(object), [object]));
      case YamlOutputType.FOLDER_PER_CHART_FILE_PER_RESOURCE:
        return objects.forEach((object) => add(path.join(name, resourceFile(object)), [object]));
      default: return add(`${name}${extension}`, objects);
    }
  });
  return files;
}
