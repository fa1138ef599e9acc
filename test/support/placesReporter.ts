import type { Reporter, TestCase, TestModule } from 'vitest/node';
import type { Place } from './places.js';

/** In the order of the summary. */
const words: Readonly<Record<Place | 'unit' | 'here', string>> = {
  unit: 'unit and conformance',
  here: 'this machine, without a lab',
  namespaces: 'namespaces',
  uml: 'hosts on the full kernel, by user-mode Linux',
  kvm: 'hosts on the full kernel, by KVM',
  emulated: 'hosts on the full kernel, by QEMU without KVM',
  systemd: 'hosts that systemd boots',
};

/** Ends a run with how many tests ran where. A test that was skipped fails the run: nothing is left out silently. */
export default class PlacesReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const skipped = tests.filter((test) => test.result().state === 'skipped');
    const counts = Object.entries(words).map(([place, text]) => {
      const here = tests.filter((test) => placeOf(test) === place && !skipped.includes(test));
      return `  ${String(here.length).padStart(6)}  ${text}`;
    });
    console.log(
      ['', 'Where the tests ran:', ...counts, `  ${String(skipped.length).padStart(6)}  skipped`].join('\n'),
    );
    if (skipped.length === 0) return;
    for (const test of skipped) console.error(`skipped: ${test.module.moduleId}: ${test.fullName}`);
    process.exitCode = 1;
  }
}

function placeOf(test: TestCase): keyof typeof words {
  return test.project.name === 'unit' ? 'unit' : (test.meta().place ?? 'here');
}
