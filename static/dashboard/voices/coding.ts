// How a comment counts, and how somebody corrects it.

import {signal} from '@preact/signals';
import {ask, Problem} from '../lib/api.js';
import type {Survey} from '../lib/types.js';
import {keysOf} from '../lib/words.js';
import type {Coded, Coding, Sentiment, Voice} from './voice.js';

/** What somebody chooses: all that one comment says. */
export interface Choice {
  sentiment: Sentiment;
  topics: Record<string, Sentiment>;
}

type Codings = NonNullable<Voice['comments']>;

/** How comments count that were corrected here since they were asked for, by response. */
const corrected = signal<Record<string, Codings>>({});
/** Responses that were changed since they were asked for, and read again. */
const renewed = signal<Record<string, Voice>>({});
/** How often something was corrected here: what counts comments asks anew. */
export const corrections = signal(0);

/** Forgets what was corrected here: what is shown was asked for after it. */
export const forget = () => {
  corrected.value = {};
  renewed.value = {};
};

/** A response as it was last read. */
export const latest = (voice: Voice): Voice => {
  const again = renewed.value[voice.id];
  return again && again.revision > voice.revision ? again : voice;
};

export const codings = ({id, comments}: Voice): Codings => corrected.value[id] ?? comments ?? {};

/** The topics that a comment of this survey can be about: those of all surveys, then its own. */
export const topicsOf = ({analysis}: Survey): string[] => [...new Set([...keysOf('topic_'), ...Object.keys(analysis?.topics ?? {})])];

export const chosen = ({sentiment, topics}: Coded): Choice => ({sentiment, topics: Object.fromEntries(topics.map((each) => [each.topic, each.sentiment]))});

/** How a comment counts once it is corrected, as far as it can be told before the edge says it. */
const foreseen = (was: Coding | undefined, {sentiment, topics}: Choice): Coding => {
  const rules = (was?.corrected ? was.rules : was) ?? null;
  const words = (topic: string) => rules?.topics.find((each) => each.topic === topic)?.words ?? [];
  return {
    sentiment,
    strength: rules?.sentiment === sentiment ? rules.strength : {negative: 2, neutral: 3, mixed: 3, positive: 4}[sentiment],
    disagrees: rules?.sentiment === sentiment && rules.disagrees,
    topics: Object.entries(topics).map(([topic, each]) => ({topic, sentiment: each, words: words(topic)})),
    corrected: true,
    rules,
  };
};

/** The codings of a response with that of one question changed; null leaves it to the rules. */
export const changed = (codings: Codings, question: string, choice: Choice | null): Codings => {
  const {[question]: was, ...others} = codings;
  if (choice) return {...others, [question]: foreseen(was, choice)};
  const rules = was?.corrected ? was.rules : was;
  return rules ? {...others, [question]: rules} : others;
};

/** Has a comment count so from now on. It is shown so at once; a `Problem` is thrown if that was too early: `changed` if the respondent wrote something else meanwhile, which then is what `latest` has. */
export const correct = async (survey: Survey, voice: Voice, question: string, wanted: Codings): Promise<void> => {
  const before = codings(voice);
  const show = (shown: Codings) => (corrected.value = {...corrected.value, [voice.id]: shown});
  const path = `v1/surveys/${encodeURIComponent(survey.survey)}/responses/${encodeURIComponent(voice.id)}`;
  show(wanted);
  try {
    const coding = wanted[question];
    const body = {[question]: coding?.corrected ? chosen(coding) : null};
    await ask(`${path}/corrections?revision=${voice.revision}`, {method: 'PATCH', body});
  } catch (problem) {
    show(before);
    if (problem instanceof Problem && problem.code === 'changed') {
      const again = await ask<Voice>(path);
      renewed.value = {...renewed.value, [voice.id]: again};
      show(again.comments ?? {});
    }
    throw problem;
  }
  corrections.value += 1;
  // The edge knows more of it, such as whether it is at odds with the rating.
  const kept = await ask<Voice>(path).catch(() => null);
  if (kept) show(kept.comments ?? {});
};
