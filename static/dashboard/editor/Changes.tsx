import {t} from '../lib/words.js';
import type {Change} from './compare.js';
import {pathName, shortly} from './names.js';

/** What one definition says otherwise than another. */
export const Changes = ({changes, before, after}: {changes: Change[]; before: string; after: string}) =>
  changes.length === 0 ? (
    <p>{t('editor_no_changes')}</p>
  ) : (
    <div class="scrolls" tabIndex={0} role="group" aria-label={t('editor_changes')}>
      <table class="changes">
        <caption>{t('editor_n_changes', {n: changes.length})}</caption>
        <thead>
          <tr>
            <th scope="col">{t('editor_change')}</th>
            <th scope="col">{before}</th>
            <th scope="col">{after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change, index) => (
            <tr key={index} class={change.kind}>
              <th scope="row">
                {pathName(change.path)}
                <small> {t(`editor_change_${change.kind}`)}</small>
              </th>
              <td>{shortly(change.before)}</td>
              <td>{shortly(change.after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
