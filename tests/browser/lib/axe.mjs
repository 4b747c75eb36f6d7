import assert from 'node:assert/strict';
import axe from 'axe-core';

/** Holds a page, open shadow roots and all, to the rules of axe-core. */
export const assertAccessible = async (page, what) => {
  await page.evaluate(axe.source);
  const {violations} = await page.evaluate(() => window.axe.run(document));
  const found = violations.flatMap(({id, nodes}) => nodes.map(({target, failureSummary}) => `${id} at ${target}: ${failureSummary}`));
  assert.deepEqual(found, [], what);
};
