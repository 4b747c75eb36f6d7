import {t} from '../lib/words.js';
import {faults, saved, section} from './draft.js';
import {sectionOf, SECTIONS, type Section} from './faults.js';
import {AnalysisSection} from './sections/AnalysisSection.js';
import {AnswersSection} from './sections/AnswersSection.js';
import {DisplaySection} from './sections/DisplaySection.js';
import {GeneralSection} from './sections/GeneralSection.js';
import {JsonSection} from './sections/JsonSection.js';
import {LookSection} from './sections/LookSection.js';
import {PublishSection} from './sections/PublishSection.js';
import {QuestionsSection} from './sections/QuestionsSection.js';
import {ThanksSection} from './sections/ThanksSection.js';
import {VersionsSection} from './sections/VersionsSection.js';

const PARTS = {
  questions: QuestionsSection,
  thanks: ThanksSection,
  display: DisplaySection,
  look: LookSection,
  general: GeneralSection,
  answers: AnswersSection,
  analysis: AnalysisSection,
  publish: PublishSection,
  versions: VersionsSection,
  json: JsonSection,
} satisfies Record<Section, unknown>;

/** The parts of the settings, one at a time. */
export const Sections = () => {
  const current = section.value;
  const Part = PARTS[current];
  return (
    <>
      <nav class="sections" aria-label={t('editor_sections')}>
        {SECTIONS.map((each) => {
          const count = faults.value.filter(({pointer}) => sectionOf(pointer) === each).length;
          return (
            <button key={each} type="button" class="quiet" {...(each === current ? {'aria-current': 'true' as const} : {})} onClick={() => (section.value = each)}>
              {t(`editor_section_${each}`)}
              {count > 0 && (
                <span class="badge bad">
                  {count}
                  <span class="unseen"> {t('editor_n_faults', {n: count})}</span>
                </span>
              )}
            </button>
          );
        })}
      </nav>
      <section class="card editor-section" aria-labelledby="editor-section">
        <h2 id="editor-section" tabIndex={-1}>
          {t(`editor_section_${current}`)}
        </h2>
        {/* A list of versions is of the time that it was asked for. */}
        <Part key={`${saved.value?.survey} ${current === 'versions' ? saved.value?.version : ''}`} />
      </section>
    </>
  );
};
