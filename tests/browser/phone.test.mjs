import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertAccessible} from './lib/axe.mjs';
import {drivers, everyKind, withOther} from './lib/everyKind.mjs';
import {useStage} from './lib/stage.mjs';
import {counted, defineSurvey} from './lib/surveys.mjs';

const stage = useStage();
const type = async (page, ...keys) => {
  for (const key of keys) await page.keyboard.press(key);
};
/** Waits until the script has taken the agent there: a question is on the screen before the script runs. */
const reached = (page, name) =>
  page.waitForFunction((name) => [document.activeElement?.ariaLabel, document.activeElement?.name].includes(name), name);
const chosen = (page, name) => page.locator(`[name="a.${name}"]:checked`).evaluateAll((all) => all.map(({value}) => value));

test('an agent answers every kind and begins the next call without a mouse', async () => {
  const survey = await defineSurvey(stage.edge, {questions: [...everyKind, withOther, drivers]});
  const page = await stage.open(`${survey.page}?channel=phone&touchpoint=support`);
  await reached(page, '0 out of 10: Not at all likely');
  await type(page, '1', '0', 'Enter', '4', 'Enter', '7', 'Enter', '5', 'Enter', '2', 'Enter', '0', 'Enter');
  await type(page, '3', 'Enter', '1', '3', 'Enter');
  await page.keyboard.type('They were 10 days late', {delay: 0});
  await type(page, 'Enter', '4');
  // The other option leads on to its words.
  await page.keyboard.type('Radio 1');
  await type(page, 'Enter', '1', 'Enter', '2', 'Enter', 'Enter', '5', 'Enter');

  const next = page.getByRole('link', {name: 'Next response'});
  await next.waitFor();
  await page.waitForFunction(() => document.activeElement.textContent === 'Next response');
  const {counts} = await counted(stage.edge, survey.id, 1);
  assert.deepEqual(
    [counts.recommend, counts.overall, counts.ease, counts.bowl, counts.mood, counts.helped, counts.from, counts.better, counts.heard],
    [{10: 1}, {4: 1}, {7: 1}, {5: 1}, {2: 1}, {0: 1}, {market: 1}, {price: 1, choice: 1}, {other: 1}],
  );
  const first = page.url();
  await page.keyboard.press('Enter');
  await page.getByRole('radiogroup').first().waitFor();
  assert.ok(page.url().includes('channel=phone') && page.url().includes('touchpoint=support') && first !== page.url());
  await reached(page, '0 out of 10: Not at all likely');
  await type(page, '9', ...Array(14).fill('Enter'));
  await next.waitFor();
  assert.deepEqual((await counted(stage.edge, survey.id, 2)).counts.recommend, {9: 1, 10: 1});
  assert.deepEqual(page.faults, [], 'the page kept to its own policy');
});

test('digits make a number of the scale or stand for themselves', async () => {
  const survey = await defineSurvey(stage.edge, {questions: [everyKind[0], everyKind[1], everyKind[7]]});
  const page = await stage.open(`${survey.page}?channel=phone`);
  for (const [keys, value] of [['1', '1'], ['0', '10'], ['0', '0'], ['7', '7'], ['1', '1'], ['2', '2']]) {
    await page.keyboard.press(keys);
    assert.deepEqual(await chosen(page, 'recommend'), [value]);
  }
  // What was moved by an arrow is no beginning of a number.
  await type(page, '1', 'ArrowRight', '0');
  assert.deepEqual(await chosen(page, 'recommend'), ['0']);
  await type(page, 'Enter', '6', '9');
  assert.deepEqual(await chosen(page, 'overall'), [], 'there is no such point');
  await type(page, '1', '0');
  assert.deepEqual(await chosen(page, 'overall'), ['1']);
  // Among several options a digit takes one, and again gives it back.
  await type(page, 'Enter', '1', '2', '3', '2', '9');
  assert.deepEqual(await chosen(page, 'better'), ['price', 'choice']);
  await type(page, 'Shift+Tab', 'Shift+Tab', '5');
  assert.deepEqual(await chosen(page, 'overall'), ['5'], 'the question that has the focus');
  await page.keyboard.press('Control+3');
  assert.deepEqual(await chosen(page, 'overall'), ['5'], 'the browser has its own keys');
});

test('a digit is a digit on every layout', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(`${survey.page}?channel=phone`);
  const press = (key, code) =>
    page.evaluate((init) => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {...init, bubbles: true})), {key, code});
  for (const [key, code, value] of [['&', 'Digit1', '1'], ['٤', 'Digit4', '4'], ['5', 'Numpad5', '5'], ['ArrowUp', 'Numpad8', '5']]) {
    await press(key, code);
    assert.deepEqual(await chosen(page, 'recommend'), [value], code);
  }
});

test('an answer that is missing is where the agent goes on', async () => {
  const required = [everyKind[1], {...drivers, required: true}, {...everyKind[8], required: true}];
  const survey = await defineSurvey(stage.edge, {questions: required});
  const page = await stage.open(`${survey.page}?channel=phone`);
  await type(page, '4', 'Enter', '1', 'Enter', 'Enter', '3', 'Enter', '3', 'Enter');
  await page.keyboard.type('Late');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await reached(page, 'a.aspects.quality');
  await type(page, '5', 'Enter', 'Enter', 'Enter', 'Enter');
  await page.getByRole('link', {name: 'Next response'}).waitFor();
  await counted(stage.edge, survey.id, 1);
});

test('Shift and Enter break a line, and a survey that branches goes on to its next page', async () => {
  const questions = [
    {...everyKind[8], id: 'said'},
    everyKind[0],
    {...everyKind[8], show_if: {question: 'recommend', at_most: 6}},
  ];
  const survey = await defineSurvey(stage.edge, {questions});
  const page = await stage.open(`${survey.page}?channel=phone`);
  await page.keyboard.type('One');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.type('two');
  assert.equal(await page.getByRole('textbox').inputValue(), 'One\ntwo');
  await type(page, 'Enter', '3', 'Enter');
  await reached(page, 'a.why');
  await page.getByRole('progressbar').waitFor();
  await page.keyboard.type('Slow');
  await page.keyboard.press('Enter');
  await page.getByRole('link', {name: 'Next response'}).waitFor();
});

test('without JavaScript an agent has the form', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(`${survey.page}?channel=phone`, {options: {javaScriptEnabled: false}});
  await page.getByRole('radio', {name: /^8 /}).check();
  await page.getByRole('button', {name: 'Send'}).click();
  await page.getByRole('link', {name: 'Next response'}).click();
  await page.getByRole('radio', {name: /^8 /}).waitFor();
  await counted(stage.edge, survey.id, 1);
});

for (const [name, options] of Object.entries({light: {}, dark: {colorScheme: 'dark'}, 'a narrow window': {viewport: {width: 360, height: 640}}})) {
  test(`the agent's view satisfies axe: ${name}`, async () => {
    const survey = await defineSurvey(stage.edge, {questions: [...everyKind, withOther, drivers]});
    const page = await stage.open(`${survey.page}?channel=phone`, {options});
    await assertAccessible(page, 'the questions');
    await page.getByRole('button', {name: 'Send'}).click();
    await page.getByRole('alert').waitFor();
    await page.waitForLoadState();
    await assertAccessible(page, 'the errors');
    await type(page, '9', ...Array(14).fill('Enter'));
    await page.getByRole('link', {name: 'Next response'}).waitFor();
    await assertAccessible(page, 'the thanks');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false);
  });
}
