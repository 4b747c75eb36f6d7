import {opened, section} from './draft.js';
import {itemOf, outwards, sectionOf} from './faults.js';

/** Goes to the setting that a pointer leads to, or to what it is in. */
export const reveal = (pointer: string) => {
  section.value = sectionOf(pointer);
  const item = itemOf(pointer);
  if (item !== undefined && section.value === 'questions') opened.value = item;
  requestAnimationFrame(() => {
    const found = [...outwards(pointer).map((at) => `at-${at}`), 'editor-section'].map((id) => document.getElementById(id)).find((element) => element !== null);
    found?.focus();
    found?.scrollIntoView({block: 'center'});
  });
};
