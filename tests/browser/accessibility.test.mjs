import {test} from 'node:test';
import {assertAccessible} from './lib/axe.mjs';
import {everyKind} from './lib/everyKind.mjs';
import {useStage} from './lib/stage.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();

for (const colorScheme of ['light', 'dark']) {
  test(`every step of the widget satisfies axe in ${colorScheme}`, async () => {
    const survey = await defineSurvey(stage.edge);
    const page = await stage.open(stage.site.embed(survey.script), {options: {colorScheme}});
    const widget = widgetOn(page);
    await widget.dialog.waitFor();
    await assertAccessible(page, 'the scale');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await assertAccessible(page, 'the scale with a score chosen');
    await page.keyboard.press('Enter');
    await widget.field.fill('Because');
    await assertAccessible(page, 'the follow-up');
    await widget.button('Send').click();
    await widget.heading.filter({hasText: 'Thank you'}).waitFor();
    await assertAccessible(page, 'the thanks');
  });

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

test('in a language written from right to left the widget satisfies axe', async () => {
  const survey = await defineSurvey(stage.edge, {
    questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you?', he: 'עד כמה סביר שתמליצו עלינו לחבר?'}}],
  });
  const page = await stage.open(stage.site.embed(survey.script, {html: 'lang="he" dir="rtl"'}));
  await widgetOn(page).dialog.waitFor();
  await assertAccessible(page, 'the scale');
});
