import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertAccessible} from './lib/axe.mjs';
import {drivers, everyKind, withOther} from './lib/everyKind.mjs';
import {useStage} from './lib/stage.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const variants = {
  light: {options: {colorScheme: 'light'}},
  dark: {options: {colorScheme: 'dark'}},
  'high contrast': {options: {contrast: 'more'}},
  'right to left': {embed: {html: 'lang="ar" dir="rtl"'}, lang: 'ar'},
  'a phone': {options: {viewport: {width: 320, height: 568}, hasTouch: true, isMobile: true}},
};

for (const [name, {options, embed, lang = 'en'}] of Object.entries(variants)) {
  test(`every kind satisfies axe, asked, answered and refused: ${name}`, async () => {
    const questions = [...everyKind, withOther, drivers].map((question) => ({...question, required: true}));
    const survey = await defineSurvey(stage.edge, {questions, thanks: [{link: {url: 'https://reviews.example/', text: {en: 'Leave a review'}}}]});
    const page = await stage.open(stage.site.embed(survey.script, embed), {options});
    const {dialog, heading, field} = widgetOn(page);
    for (const {id, text} of questions) {
      await heading.filter({hasText: text[lang]}).waitFor();
      await assertAccessible(page, `${id} asked`);
      await dialog.locator('form').evaluate((form) => form.requestSubmit());
      await dialog.getByRole('alert').filter({hasText: /./}).waitFor();
      await assertAccessible(page, `${id} refused`);
      if (id === 'why') await field.fill('Because');
      // By the keyboard, which does not move on: of each group the last.
      for (const group of await dialog.getByRole(/better/.test(id) ? 'group' : 'radiogroup').all()) {
        await group.locator('input:not(.field)').last().focus();
        await page.keyboard.press('Space');
      }
      await assertAccessible(page, `${id} answered`);
      await page.keyboard.press('Tab');
      await dialog.locator('form').evaluate((form) => form.requestSubmit());
    }
    await dialog.getByRole('link').waitFor();
    await assertAccessible(page, 'the thanks');
  });
}

test('axe looks into the widget', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  await widgetOn(page).point(3).evaluate((point) => point.removeAttribute('aria-label') ?? point.nextSibling.remove());
  await assert.rejects(assertAccessible(page, 'a point without a name'), /label at glas-popover/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`the hosted page satisfies axe in ${colorScheme}: asked, refused and thanked`, async () => {
    const survey = await defineSurvey(stage.edge, {questions: everyKind});
    const page = await stage.open(survey.page, {options: {colorScheme}});
    await assertAccessible(page, 'the questions');
    await page.getByRole('button').click();
    await page.getByRole('alert').waitFor();
    await assertAccessible(page, 'the errors');
    await page.getByRole('radio', {name: /^9 /}).check();
    await page.getByRole('button').click();
    await page.getByRole('heading', {name: 'Thank you'}).waitFor();
    await assertAccessible(page, 'the thanks');
  });
}
