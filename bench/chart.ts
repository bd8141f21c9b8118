import type { Result } from './run';

const WIDTH = 940;
const LEFT = 510;
const BAR = 18;

/** The CPU seconds of both sides as bars, as an SVG. */
export function chart(results: readonly Result[]): string {
  const longest = Math.max(...results.flatMap(({ theirs, ours }) => [theirs.cpuSeconds, ours.cpuSeconds]));
  const bars = results.flatMap(({ comparison, theirs, ours, ratio }, index) => {
    const top = 30 + index * 60;
    return [
      text(10, top + BAR, `${comparison.title.replaceAll('`', '')}, ${comparison.clusters} × ${comparison.services}`),
      ...bar(top, theirs.cpuSeconds, '#9aa0a6', `${theirs.cpuSeconds.toFixed(1)} s`),
      ...bar(top + BAR + 2, ours.cpuSeconds, '#1a73e8', `${ours.cpuSeconds.toFixed(1)} s, ${ratio.toFixed(1)} times less`),
    ];
  });
  const height = 40 + results.length * 60;

  function bar(top: number, seconds: number, color: string, label: string): string[] {
    const width = Math.max(1, (seconds / longest) * (WIDTH - LEFT - 150));
    return [`<rect x="${LEFT}" y="${top}" width="${width.toFixed(1)}" height="${BAR}" fill="${color}"/>`, text(LEFT + width + 6, top + BAR - 4, label)];
  }

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    text(10, 18, 'CPU seconds of the whole process: baseline above, fleetwright below'),
    ...bars,
    '</svg>',
    '',
  ].join('\n');
}

function text(x: number, y: number, content: string): string {
  return `<text x="${x.toFixed(1)}" y="${y}">${content}</text>`;
}
