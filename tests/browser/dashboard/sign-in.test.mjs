import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertAccessible} from '../lib/axe.mjs';
import {useDashboard} from '../lib/dashboard.mjs';

const stage = useDashboard({sample: false});

test('a wrong token is refused, a right one lets in and is kept for the tab only', async () => {
  const page = await stage.open('', {token: null});
  const field = page.getByLabel('Access token');
  await assertAccessible(page, 'the sign-in');
  await page.getByRole('button', {name: 'Sign in'}).click();
  await page.getByText('Type or paste the token.').waitFor();
  for (const wrong of ['nobodys', 'nobody’s', 'a b']) {
    await field.fill(wrong);
    await field.press('Enter');
    await page.getByText('This token is not valid.').waitFor();
  }
  await field.fill(stage.edge.readerToken);
  await field.press('Enter');
  await page.getByRole('heading', {name: 'Surveys', level: 1}).waitFor();
  assert.ok(!page.url().includes(stage.edge.readerToken));
  assert.equal(await page.evaluate((token) => Object.values({...localStorage}).includes(token), stage.edge.readerToken), false);

  await page.reload();
  await page.getByRole('heading', {name: 'Surveys', level: 1}).waitFor();
  const other = await page.context().newPage();
  await other.goto(`${stage.edge.url}/dashboard`);
  await other.getByLabel('Access token').waitFor();

  await page.getByRole('button', {name: 'Sign out'}).click();
  await field.waitFor();
  assert.equal(await page.evaluate(() => sessionStorage.length), 0);
});
