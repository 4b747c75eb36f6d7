import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {useDashboard} from '../lib/dashboard.mjs';

const stage = useDashboard({sample: false});
const questions = [{id: 'recommend', kind: 'nps', text: {en: 'Would you recommend us?'}}];
const define = (id) => stage.api(`v1/surveys/${id}`, {method: 'PUT', body: {name: `Survey ${id}`, default_locale: 'en', publish_scores: true, questions}});

test('a view that was left before it came stays away', async () => {
  await define('left');
  const slow = (page) =>
    page.route('**/dashboard/Insights-*.js', async (route) => {
      await sleep(1500);
      await route.continue();
    });
  const page = await stage.open('?survey=left', {prepare: slow});
  await page.getByText('No answers yet').waitFor();
  await page.getByRole('link', {name: 'Why', exact: true}).click();
  await page.getByRole('link', {name: 'Scores', exact: true}).click();
  await page.getByText('No answers yet').waitFor();
  await sleep(2500);
  assert.equal(await page.getByText('No answers yet').count(), 1);
  assert.equal(await page.locator('main > .skeleton, .loaded > .skeleton').count(), 0);
});

test('what was made of one survey is not shown of another', async () => {
  await define('one');
  await define('two');
  const page = await stage.open('?survey=one&view=share');
  await page.getByRole('button', {name: 'Make a link'}).click();
  await page.getByText('/s/one?').first().waitFor();
  await page.locator('.switcher select').selectOption('two');
  await page.getByRole('heading', {name: 'Survey two', level: 1}).waitFor();
  await page.getByRole('button', {name: 'Make a link'}).waitFor();
  assert.doesNotMatch(await page.locator('main').innerText(), /\/s\/one/);
});

test('an answer that is none stops nothing', async () => {
  await define('walled');
  let broken = true;
  const page = await stage.open('?survey=walled&wall', {
    prepare: (page) =>
      page.route('**/scores?*', (route) => {
        if (!broken) return route.continue();
        broken = false;
        return route.fulfill({contentType: 'text/html', body: '<h1>Log in to the Wi-Fi</h1>'});
      }),
  });
  await page.getByText('The service does not answer just now.').waitFor();
  await page.getByRole('heading', {name: 'Survey walled', level: 1}).waitFor({timeout: 30_000});
});

test('edits are neither thrown away nor left behind without a word', async () => {
  await define('edited');
  const page = await stage.open('?survey=edited&view=edit');
  const text = page.getByRole('textbox', {name: /^English/}).first();
  await text.fill('Would you tell a friend?');
  await page.getByRole('button', {name: 'Sign out'}).click();
  await page.getByRole('alertdialog').or(page.getByRole('dialog')).first().waitFor();
  await page.keyboard.press('Escape');
  assert.equal(await text.inputValue(), 'Would you tell a friend?');

  await page.getByRole('button', {name: 'Discard changes'}).click();
  assert.equal(await text.inputValue(), 'Would you recommend us?');
  await page.getByRole('button', {name: 'Undo', exact: true}).first().click();
  assert.equal(await text.inputValue(), 'Would you tell a friend?');

  // A text that is no JSON cannot be saved, and is not forgotten.
  await page.getByRole('button', {name: 'As JSON'}).click();
  const json = page.getByRole('textbox').first();
  await json.fill('{"name": "half');
  assert.ok(await page.getByRole('button', {name: 'Save', exact: true}).isDisabled());
  await page.getByRole('button', {name: 'Status'}).click();
  await page.getByRole('button', {name: 'As JSON'}).click();
  assert.equal(await json.inputValue(), '{"name": "half');
});
