import { visible } from '../../manifest/visible';
import { CheckReport, isOpen, sentenceOf } from './check-report';

/**
 * Commands that GitHub Actions shows beside the lines of a pull request.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#setting-an-error-message
 */
export function githubFormat({ findings }: CheckReport): string {
  return findings.filter(isOpen).map((finding) => {
    const { id, severity, file, line, column } = finding;
    const properties = Object.entries({ file, line, col: column, title: id })
      .filter(([, value]) => value !== undefined).map(([name, value]) => `${name}=${property(String(value))}`);
    return `::${severity === 'warning' ? 'warning' : 'error'} ${properties.join(',')}::${text(sentenceOf(finding))}\n`;
  }).join('');
}

function text(value: string): string {
  return visible(value).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(value: string): string {
  return text(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
