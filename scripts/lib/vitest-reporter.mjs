// Tells the suite what each test became, with the reason of each skip, which vitest's own JSON leaves out.
import { writeFileSync } from "node:fs";

export default class SuiteReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const report = { passed: 0, failed: [], skipped: [] };
    for (const module of modules) addModule(module, report);
    for (const error of unhandledErrors) report.failed.push(`outside of tests: ${error.message}`);
    if (process.env.AMARKTAI_UNIT_REPORT)
      writeFileSync(process.env.AMARKTAI_UNIT_REPORT, JSON.stringify(report));
  }
}

function addModule(module, report) {
  const file = module.relativeModuleId ?? module.moduleId;
  for (const error of module.errors()) report.failed.push(`${file}: ${error.message}`);
  for (const test of module.children.allTests()) {
    const name = `${file} > ${test.fullName}`;
    const { state, note } = test.result();
    if (state === "passed") report.passed += 1;
    else if (state === "failed") report.failed.push(name);
    else report.skipped.push({ name, reason: note ?? "no reason given" });
  }
  for (const suite of module.children.allSuites()) {
    for (const error of suite.errors()) report.failed.push(`${file} > ${suite.fullName}: ${error.message}`);
  }
}
