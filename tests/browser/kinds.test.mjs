import assert from 'node:assert/strict';
import {test} from 'node:test';
import {drivers, everyKind, withOther} from './lib/everyKind.mjs';
import {useStage} from './lib/stage.mjs';
import {counted, defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const all = [...everyKind, withOther, drivers];
const last = {id: 'last', kind: 'text', text: {en: 'Anything else?'}};

const isResponse = (request) => request.method() === 'POST' && request.url().endsWith('/responses');

/** A survey's widget on a page, with what it sends. */
const open = async (questions, {embed, options, ...changes} = {}) => {
  const survey = await defineSurvey(stage.edge, {questions, ...changes});
  const sent = [];
  const page = await stage.open(stage.site.embed(survey.script, embed), {
    options,
    prepare: (page) => page.on('request', (request) => isResponse(request) && sent.push(request.postDataJSON())),
  });
  const widget = widgetOn(page);
  await widget.panel.waitFor();
  return {survey, page, sent, widget};
};

const thanked = (widget) => widget.heading.filter({hasText: 'Thank you'}).waitFor();

test('every kind is answered by mouse', async () => {
  const {survey, sent, widget} = await open(all);
  const asked = (text) => widget.heading.filter({hasText: text}).waitFor();
  const {radio, button} = widget;
  await widget.point(10).click();
  await asked('satisfied');
  await widget.point(4).click();
  await asked('easy');
  await widget.point(7).click();
  await asked('bowl');
  await widget.point(5).click();
  await asked('talking');
  await radio('Good').click();
  await asked('help');
  await radio('Thumbs up').click();
  await asked('hear');
  await radio('At the Saturday market').click();
  await asked('better');
  await widget.checkbox('Price').click();
  await widget.checkbox('Delivery').click();
  await button('Next').click();
  await asked('reason');
  await widget.field.fill(' Lovely <b>glaze</b> ');
  await button('Next').click();
  await asked('hear');
  await radio('Other').click();
  await widget.field.fill(' A parcel ');
  await button('Next').click();
  await asked('rate');
  await widget.aspect('Price').getByRole('radio', {name: /^2 /}).click();
  await widget.aspect('Quality').getByRole('radio', {name: /^5 /}).click();
  await button('Send').click();
  await thanked(widget);

  const {counts} = await counted(stage.edge, survey.id, 1);
  assert.deepEqual([counts.recommend, counts.helped], [{10: 1}, {1: 1}]);
  const {answers, complete} = sent.at(-1);
  assert.deepEqual(answers, {
    recommend: 10,
    overall: 4,
    ease: 7,
    bowl: 5,
    mood: 4,
    helped: 1,
    from: ['market'],
    better: ['price', 'delivery'],
    why: 'Lovely <b>glaze</b>',
    heard: [{other: 'A parcel'}],
    aspects: {price: 2, quality: 5},
  });
  assert.ok(complete);
});

test('every kind is answered by keyboard alone', async () => {
  const {survey, sent, widget, page} = await open(all);
  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const asked = (text) => widget.heading.filter({hasText: text}).waitFor();
  // From the page's link into the widget.
  await press('Tab', 'Tab', 'Space', 'ArrowRight', 'ArrowRight', 'Enter');
  await asked('satisfied');
  await press('Tab', 'Space', 'ArrowRight', 'Enter');
  await asked('easy');
  await press('Tab', 'ArrowLeft', 'Enter');
  await asked('bowl');
  await press('Tab', 'Space', 'ArrowDown', 'ArrowDown', 'Enter');
  await asked('talking');
  await press('Tab', 'Space', 'Enter');
  await asked('help');
  await press('Tab', 'Space', 'Enter');
  await asked('hear');
  await press('Tab', 'Space', 'ArrowDown', 'Enter');
  await asked('better');
  await press('Tab', 'Space', 'Tab', 'Tab', 'Space', 'Enter');
  await asked('reason');
  await page.keyboard.type('Because');
  await press('Tab', 'Tab', 'Enter');
  await asked('hear');
  await press('Tab', 'Space', 'ArrowUp', 'Tab');
  await page.keyboard.type('A friend of a friend');
  await press('Enter');
  await asked('rate');
  await press('Tab', 'Space', 'ArrowRight', 'Tab', 'Tab', 'Space', 'Enter');
  await thanked(widget);
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual(sent.at(-1).answers, {
    recommend: 2,
    overall: 2,
    ease: 7,
    bowl: 3,
    mood: 1,
    helped: 0,
    from: ['search'],
    better: ['price', 'choice'],
    why: 'Because',
    heard: [{other: 'A friend of a friend'}],
    aspects: {price: 2, delivery: 1},
  });
});

test('every point has a name that says what it means', async () => {
  const named = async (kind) => {
    const {widget} = await open([everyKind.find((question) => question.kind === kind)]);
    return widget.dialog.getByRole('radio').evaluateAll((all) => all.map((radio) => radio.ariaLabel));
  };
  const outOf = (max, low, high, min = 1) =>
    Array.from({length: max - min + 1}, (_, i) => `${i + min} out of ${max}${i ? (i + min === max ? high : '') : low}`);
  const expected = {
    nps: outOf(10, ': Not at all likely', ': Extremely likely', 0),
    csat: outOf(5, ': Very dissatisfied', ': Very satisfied'),
    ces: outOf(7, ': Strongly disagree', ': Strongly agree'),
    stars: outOf(5, '', ''),
    emoji: ['Very bad', 'Bad', 'Neither good nor bad', 'Good', 'Very good'],
    thumbs: ['Thumbs down', 'Thumbs up'],
  };
  for (const [kind, names] of Object.entries(expected)) assert.deepEqual(await named(kind), names, kind);
});

test('each aspect is a scale of its own, named by the aspect', async () => {
  const {widget} = await open([drivers]);
  for (const {text} of drivers.aspects) {
    const points = widget.aspect(text.en).getByRole('radio');
    assert.equal(await points.first().getAttribute('aria-label'), '1 out of 5: Poor');
    assert.equal(await points.last().getAttribute('aria-label'), '5 out of 5: Excellent');
  }
  assert.equal(await widget.dialog.getByRole('group', {name: /How do you rate us/}).getByRole('radiogroup').count(), 4);
});

test('arrow keys go through a scale without moving on', async () => {
  const {widget, page} = await open([everyKind[3], last]);
  await page.clock.install();
  await widget.point(1).focus();
  for (let i = 0; i < 3; i++) {
    await page.keyboard.press('ArrowRight');
    await page.clock.runFor(5000);
  }
  assert.ok(await widget.point(4).isChecked());
  assert.match(await widget.heading.textContent(), /bowl/);
});

test('what was chosen is seen for a moment before the next question comes', async () => {
  const {widget, page} = await open([everyKind[0], last]);
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + 60_000);
  await widget.point(3).click();
  assert.ok(await widget.point(3).isChecked());
  assert.equal(await widget.button('Next').count(), 0, 'a button flashed up');
  await page.clock.runFor(1000);
  await widget.field.waitFor();
});

test('"other" has a line to type in, and counts without words too', async () => {
  for (const multiple of [false, true]) {
    for (const words of ['Cheaper parcels', '']) {
      const {widget, sent, survey} = await open([{...withOther, multiple}, last]);
      const other = widget.dialog.getByRole(multiple ? 'checkbox' : 'radio', {name: 'Other'});
      assert.equal(await widget.field.count(), 0);
      await widget.dialog.getByRole(multiple ? 'checkbox' : 'radio', {name: 'From a friend'}).focus();
      if (multiple) await widget.page.keyboard.press('Space');
      await other.click();
      assert.equal(await widget.focused(), 'Please say what');
      await widget.page.keyboard.type(words);
      await widget.page.keyboard.press('Enter');
      await widget.heading.filter({hasText: 'Anything else?'}).waitFor();
      await widget.button('Back').click();
      assert.ok(await other.isChecked());
      assert.equal(await widget.field.inputValue(), words);
      await widget.button('Next').click();
      await widget.button('Send').click();
      await counted(stage.edge, survey.id, 1);
      assert.deepEqual(sent.at(-1).answers.heard, [...(multiple ? ['friend'] : []), words ? {other: words} : 'other']);
    }
  }
});

test('words for "other" that were not finished are not sent', async () => {
  const {widget, sent, survey} = await open([{...withOther, multiple: true}]);
  await widget.checkbox('Other').click();
  await widget.field.fill('I am still thinki');
  await widget.button('Close').click();
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual(sent.at(-1).answers, {heard: ['other']});
});

test('a required question is asked for until it is answered in full', async () => {
  const required = (question) => ({...question, required: true});
  const text = required(last);
  const {widget, sent, survey} = await open([required(everyKind[7]), required(drivers), text]);
  const refused = () => widget.dialog.getByRole('alert').filter({hasText: 'Please answer this question.'}).waitFor();
  await widget.button('Next').click();
  await refused();
  assert.equal(await widget.checkbox('Price').evaluate((box) => box.matches(':focus')), true);
  await widget.checkbox('Price').check();
  await widget.button('Next').click();

  await widget.aspect('Price').getByRole('radio').first().check();
  await widget.button('Next').click();
  await refused();
  assert.equal(await widget.aspect('Quality').getByRole('radio').first().evaluate((point) => point.matches(':focus')), true);
  for (const name of ['Quality', 'Delivery', /^Help/]) await widget.aspect(name).getByRole('radio').last().check();
  await widget.button('Next').click();

  await widget.button('Send').click();
  await refused();
  await widget.field.fill('At last');
  await widget.button('Send').click();
  await thanked(widget);
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual(sent.at(-1).answers.aspects, {price: 1, quality: 5, delivery: 5, service: 5});
  assert.ok(sent.at(-1).complete);
});

test('questions follow from one or several earlier answers', async () => {
  const follow = (text, show_if) => ({id: text.replace(/\W/g, '-').toLowerCase(), kind: 'text', text: {en: text}, show_if});
  const {widget} = await open([
    everyKind[0],
    {...everyKind[7], other: true},
    follow('Unhappy about the price', [{question: 'recommend', at_most: 6}, {question: 'better', includes: 'price'}]),
    follow('Happy about the price', [{question: 'recommend', at_least: 7}, {question: 'better', includes: 'price'}]),
    follow('Something else', {question: 'better', includes: 'other'}),
  ]);
  await widget.point(6).click();
  await widget.checkbox('Price').check();
  await widget.checkbox('Other').check();
  await widget.field.fill('Wrapping');
  await widget.button('Next').click();
  await widget.heading.filter({hasText: 'Unhappy about the price'}).waitFor();
  await widget.button('Next').click();
  await widget.heading.filter({hasText: 'Something else'}).waitFor();
  await widget.button('Send').click();
  await thanked(widget);
});

test('going back keeps every answer', async () => {
  const {widget, sent, survey} = await open([everyKind[2], everyKind[7], last, drivers]);
  await widget.point(6).click();
  await widget.checkbox('Delivery').check();
  await widget.button('Next').click();
  await widget.field.fill('A thought');
  await widget.button('Next').click();
  await widget.aspect('Quality').getByRole('radio').nth(2).check();
  for (let i = 0; i < 3; i++) await widget.button('Back').click();
  assert.ok(await widget.point(6).isChecked());
  await widget.button('Next').click();
  assert.ok(await widget.checkbox('Delivery').isChecked());
  await widget.button('Next').click();
  assert.equal(await widget.field.inputValue(), 'A thought');
  await widget.button('Next').click();
  assert.ok(await widget.aspect('Quality').getByRole('radio').nth(2).isChecked());
  await widget.button('Send').click();
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual(sent.at(-1).answers, {ease: 6, better: ['delivery'], last: 'A thought', aspects: {quality: 3}});
});

test('progress counts the questions that the answers so far call for', async () => {
  const {widget} = await open([
    everyKind[0],
    {...last, id: 'sorry', text: {en: 'What went wrong?'}, show_if: {question: 'recommend', at_most: 6}},
    everyKind[7],
  ]);
  const at = (name) => widget.dialog.getByRole('img', {name, exact: true}).waitFor();
  await at('Question 1 of 2');
  await widget.point(0).click();
  await at('Question 2 of 3');
  await widget.button('Back').click();
  await widget.point(9).click();
  await at('Question 2 of 2');
  const [bar, panel] = [await widget.dialog.getByRole('img').boundingBox(), await widget.panel.boundingBox()];
  assert.ok(bar.width > panel.width - 4);
  await widget.button('Send').click();
  await thanked(widget);
  assert.equal(await widget.dialog.getByRole('img').count(), 0);
});

test('a survey of one question shows no progress', async () => {
  const {widget} = await open([everyKind[0]]);
  assert.equal(await widget.dialog.getByRole('img').count(), 0);
});

test('the thanks depend on the score and may lead on', async () => {
  const thanks = [
    {
      show_if: {question: 'recommend', at_least: 9},
      title: {en: 'Wonderful'},
      text: {en: 'Would you tell others?'},
      link: {url: 'https://reviews.example/us?a=1&b=2', text: {en: 'Leave a review'}},
    },
    {show_if: {question: 'recommend', at_most: 6}, link: {url: 'mailto:help@shop.example', text: {en: 'Write to us'}}},
    {text: {en: 'See you soon.'}},
  ];
  const thankedFor = async (score) => {
    const {widget} = await open([everyKind[0]], {thanks});
    await widget.point(score).click();
    await widget.dialog.locator('p').first().waitFor();
    return {
      widget,
      said: [await widget.heading.textContent(), await widget.dialog.locator('p').textContent()],
      link: widget.dialog.getByRole('link'),
    };
  };
  const happy = await thankedFor(9);
  assert.deepEqual(happy.said, ['Wonderful', 'Would you tell others?']);
  assert.deepEqual(
    await happy.link.evaluate(({href, target, rel, textContent}) => ({href, target, rel, textContent})),
    {href: 'https://reviews.example/us?a=1&b=2', target: '_blank', rel: 'noopener', textContent: 'Leave a review (opens in a new window)'},
  );
  await happy.widget.button('Close').click();
  await happy.widget.dialog.waitFor({state: 'detached'});

  const unhappy = await thankedFor(6);
  assert.deepEqual(unhappy.said, ['Thank you', 'Your answer helps us do better.']);
  assert.deepEqual(
    await unhappy.link.evaluate(({href, target, textContent}) => ({href, target, textContent})),
    {href: 'mailto:help@shop.example', target: '', textContent: 'Write to us'},
  );

  const passive = await thankedFor(7);
  assert.deepEqual(passive.said, ['Thank you', 'See you soon.']);
  assert.equal(await passive.link.count(), 0);
});

test('a screen reader is told of the survey, of each question and of the thanks', async () => {
  const {widget, page} = await open([everyKind[0], last]);
  const status = widget.dialog.getByRole('status');
  await status.filter({hasText: 'Short survey: How likely are you to recommend us to a friend?'}).waitFor();
  // Playwright's click moves the focus into the panel, so the question is read with its heading …
  await widget.point(3).click();
  await widget.heading.filter({hasText: 'Anything else?'}).waitFor();
  assert.equal(await widget.described(), 'Question 2 of 2');
  assert.equal((await status.textContent()).trim(), '');
  // … and a visitor whose focus is elsewhere hears of it all the same.
  await widget.button('Send').evaluate((button) => (button.blur(), button.getRootNode().activeElement?.blur(), button.click()));
  await status.filter({hasText: 'Thank you Your answer helps us do better.'}).waitFor();
  assert.equal(await widget.described(), undefined);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY');
});

test('the focus follows the questions and is not held in the widget', async () => {
  const {widget, page} = await open([everyKind[0], everyKind[1]]);
  await widget.point(3).click();
  await widget.heading.filter({hasText: 'satisfied'}).waitFor();
  assert.ok(await widget.heading.evaluate((heading) => heading.matches(':focus')));
  // The scale, Back, Send, Close, and out.
  for (let i = 0; i < 4; i++) {
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.localName), 'glas-popover');
  }
  await page.keyboard.press('Tab');
  assert.notEqual(await page.evaluate(() => document.activeElement.localName), 'glas-popover');
});

test('a kind that the widget does not know is passed over, and the response is then not complete', async () => {
  const survey = await defineSurvey(stage.edge, {questions: [{...everyKind[1], required: true}, everyKind[0]]});
  const sent = [];
  const page = await stage.open(stage.site.embed(survey.script), {
    prepare: async (page) => {
      page.on('request', (request) => isResponse(request) && sent.push(request.postDataJSON()));
      await page.route('**/*.js', async (route) => {
        const response = await route.fetch();
        await route.fulfill({response, body: (await response.text()).replace('"kind":"csat"', '"kind":"matrix"')});
      });
    },
  });
  const widget = widgetOn(page);
  await widget.point(9).click();
  await thanked(widget);
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual([sent.at(-1).answers, sent.at(-1).complete], [{recommend: 9}, false]);
});
