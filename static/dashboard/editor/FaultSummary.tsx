import {t} from '../lib/words.js';
import {faults} from './draft.js';
import {faultText, placeOf} from './names.js';
import {reveal} from './reveal.js';

/** All that is wrong, with a way to each. */
export const FaultSummary = () => {
  const found = faults.value;
  if (found.length === 0) return null;
  return (
    <section class="notice error fault-summary" id="fault-summary" tabIndex={-1} aria-labelledby="fault-title">
      <h2 class="notice-title" id="fault-title">
        {t('editor_n_faults', {n: found.length})}
      </h2>
      <ul>
        {found.map((fault, index) => {
          const {text, detail} = faultText(fault);
          return (
            <li key={index}>
              <button type="button" class="link" onClick={() => reveal(fault.pointer)}>
                {placeOf(fault)}
              </button>
              : {text} {detail && <span lang="en">{detail}</span>}
            </li>
          );
        })}
      </ul>
    </section>
  );
};
