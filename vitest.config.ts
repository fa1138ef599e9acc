import { defineConfig } from 'vitest/config';

/** What they count is lost packets and seconds: they have the machine for themselves. */
const alone = [
  'bonding',
  'bridged-to-routed',
  'bridges',
  'faults-interrupt',
  'routed-network',
  'routed-network-failures',
].map((name) => `test/e2e/${name}.test.ts`);

const lab = { setupFiles: ['test/support/places.ts'], testTimeout: 180_000, hookTimeout: 180_000 };

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.ts', 'test/unit/**/*.test.ts', 'test/conformance/**/*.test.ts'],
          testTimeout: 20_000,
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...lab,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          exclude: alone,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...lab,
          name: 'e2e-alone',
          include: alone,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
