import {day, t} from '../lib/words.js';
import type {Note} from './near.js';

/** What was noted, and how long before. */
export const Notes = ({notes}: {notes: Note[]}) =>
  notes.length === 0 ? null : (
    <ul class="notes">
      {notes.map(({day: when, kind, text, before}) => {
        const what = t(`insights_note_${kind}`, {text});
        return <li key={`${when} ${text}`}>{before > 0 ? t('insights_days_after', {n: before, what}) : t('insights_on_day', {day: day(when), what})}</li>;
      })}
    </ul>
  );
