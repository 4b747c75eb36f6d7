import type {Fault} from '../../lib/api.js';
import {getIn, pathOf} from '../json.js';
import {definition} from '../draft.js';
import {faultText} from '../names.js';

/** What is wrong with a field, beside it. Of a list of lines the line is quoted. */
export const Faults = ({id, found, quote}: {id: string; found: Fault[]; quote?: boolean}) =>
  found.length === 0 ? null : (
    <ul class="field-faults" id={id}>
      {found.map((fault, index) => {
        const {text, detail} = faultText(fault);
        const value = quote ? getIn(definition.value, pathOf(fault.pointer)) : undefined;
        return (
          <li class="fault" key={index}>
            {typeof value === 'string' && <q>{value}</q>} {text} {detail && <span lang="en">{detail}</span>}
          </li>
        );
      })}
    </ul>
  );
