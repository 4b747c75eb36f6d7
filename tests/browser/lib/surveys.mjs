import assert from 'node:assert/strict';
import {setTimeout as sleep} from 'node:timers/promises';

const COUNTED_MS = 15_000;

const definition = {
  name: 'Browser test',
  default_locale: 'en',
  questions: [
    {id: 'recommend', kind: 'nps', required: true, text: {en: 'Would you recommend us?'}},
    {id: 'why', kind: 'text', text: {en: 'Why is that?'}},
  ],
  origins: ['*'],
  publish_scores: true,
};

let count = 0;

/** Defines a survey that only this test answers. */
export const defineSurvey = async (edge, changes = {}) => {
  const id = `test-${process.pid}-${count++}`;
  const response = await fetch(`${edge.url}/v1/surveys/${id}`, {
    method: 'PUT',
    headers: {authorization: `Bearer ${edge.adminToken}`, 'content-type': 'application/json'},
    body: JSON.stringify({...definition, ...changes}),
  });
  assert.ok(response.ok, `PUT ${id}: ${response.status} ${await response.text()}`);
  return {id, script: `${edge.url}/s/${id}.js`, page: `${edge.url}/s/${id}`};
};

const scores = async (edge, survey) => {
  const response = await fetch(`${edge.url}/v1/surveys/${survey}/scores`);
  assert.equal(response.status, 200);
  return response.json();
};

/** The number of responses, and for each question how often each value was given, by now. */
export const countedNow = async (edge, survey) => {
  const {responses, scores: list} = await scores(edge, survey);
  return {responses, counts: Object.fromEntries(list.map(({question, counts}) => [question, counts]))};
};

/** Waits until a survey has so many responses. */
export const counted = async (edge, survey, responses) => {
  const deadline = Date.now() + COUNTED_MS;
  for (;;) {
    const now = await countedNow(edge, survey);
    if (now.responses === responses) return now;
    if (now.responses > responses || Date.now() > deadline) assert.equal(now.responses, responses, 'responses counted');
    await sleep(100);
  }
};

/** Waits until a survey has so many responses, then for longer than a score may lag, and holds it to them. */
export const countedStill = async (edge, survey, responses) => {
  await counted(edge, survey, responses);
  await sleep(2500);
  const now = await countedNow(edge, survey);
  assert.equal(now.responses, responses, 'responses counted');
  return now;
};
