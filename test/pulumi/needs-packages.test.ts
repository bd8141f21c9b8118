// Versions of the SDK that are too old are said when the entry is loaded, and not by whatever fails first.

function load(pulumi: string, kubernetes: string): void {
  jest.isolateModules(() => {
    jest.doMock('@pulumi/pulumi/package.json', () => ({ version: pulumi }));
    jest.doMock('@pulumi/kubernetes/package.json', () => ({ version: kubernetes }));
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- anew each time
    require('../../lib/pulumi/needs-packages');
  });
}

test.each<[string, string, string]>([
  ['3.100.0', '4.18.1', "'@pulumi/pulumi' 3.142.0 or newer, not 3.100.0"],
  ['3.142.0', '4.9.0', "'@pulumi/kubernetes' 4.18.1 or newer, not 4.9.0"],
  ['3.100.0', '3.30.2', "'@pulumi/pulumi' 3.142.0 or newer, not 3.100.0, and '@pulumi/kubernetes' 4.18.1 or newer, not 3.30.2"],
])('refuses @pulumi/pulumi %s with @pulumi/kubernetes %s', (pulumi, kubernetes, needed) => {
  expect(() => load(pulumi, kubernetes)).toThrow(new Error(`'fleetwright/pulumi' needs ${needed}. Install with 'npm install @pulumi/pulumi @pulumi/kubernetes'.`));
});

test('takes the oldest and newer ones', () => {
  expect(() => load('3.142.0', '4.18.1')).not.toThrow();
  expect(() => load('3.276.0', '4.34.2')).not.toThrow();
});
