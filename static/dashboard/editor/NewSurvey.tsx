import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import {go, hrefOnly, query, visit} from '../lib/address.js';
import {ask, Problem} from '../lib/api.js';
import {askDefinition} from '../lib/definition.js';
import {relist} from '../lib/listed.js';
import {usePolled} from '../lib/polled.js';
import {role} from '../lib/session.js';
import type {Survey, Surveys} from '../lib/types.js';
import {language, languageName, t} from '../lib/words.js';
import {Failed} from '../ui/Loaded.js';
import {Notice} from '../ui/Notice.js';
import {useChecked} from './check.js';
import {load, made, savedOf} from './draft.js';
import {localesOf, onlyLocales} from './locales.js';
import type {Members} from './json.js';
import {faultText, placeOf} from './names.js';
import {Preview} from './Preview.js';
import {freeId, slugOf, SURVEY_ID} from './slug.js';
import {TEMPLATES, TEMPLATE_LOCALES} from './templates/index.js';

const CHOICES = ['nps', 'csat', 'ces', 'delivery', 'kiosk', 'thumbs', 'empty', 'copy'];

/** Makes a survey from a template, from another survey, or from hardly anything. */
export const NewSurvey = (_: {id: string}) => {
  const wanted = query.value.get('template') ?? '';
  const template = CHOICES.includes(wanted) ? wanted : 'nps';
  const listed = usePolled<Surveys>('v1/surveys', 60_000);
  const surveys = listed.data?.surveys ?? [];
  const taken = surveys.map((each) => each.survey);
  const [typedName, setName] = useState<string | null>(null);
  const [typedId, setId] = useState<string | null>(null);
  const [locales, setLocales] = useState<string[]>([language.value]);
  const [chosenMain, setMain] = useState<string | null>(null);
  const [original, setOriginal] = useState('');
  const [copied, setCopied] = useState<Survey | null>(null);
  const [tried, setTried] = useState(false);
  const [making, setMaking] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const idField = useRef<HTMLInputElement>(null);
  const nameField = useRef<HTMLInputElement>(null);

  const copying = template === 'copy';
  const source = original || (surveys[0]?.survey ?? '');
  useEffect(() => {
    if (!copying || !source) return;
    const leaving = new AbortController();
    setProblem(null);
    askDefinition(`v1/surveys/${source}`, {signal: leaving.signal}).then(setCopied, (refused) => {
      if (refused instanceof Problem) setProblem(refused);
    });
    return () => leaving.abort();
  }, [copying, source]);
  const copy = copying && copied?.survey === source ? copied : null;

  const usualName = copying ? (copy ? t('editor_copy_of', {name: copy.name}) : '') : t(`editor_template_${template}`);
  const name = typedName ?? usualName;
  const id = typedId ?? freeId(slugOf(name) || template, taken);
  const main = chosenMain !== null && locales.includes(chosenMain) ? chosenMain : (locales[0] ?? 'en');
  const definition = useMemo<Members | null>(() => {
    if (copying) return copy && {...savedOf(copy).definition, name: name.trim()};
    const ordered = [main, ...locales.filter((locale) => locale !== main)];
    return {...onlyLocales(TEMPLATES[template]!, ordered), name: name.trim()};
  }, [copying, copy, template, name, main, locales.join()]);

  const wrongName = name.trim() ? '' : t('editor_name_missing');
  const wrongId = !SURVEY_ID.test(id) ? t('editor_survey_id_form') : taken.includes(id) ? t('editor_survey_id_taken') : '';

  // A draft that a reader sends in is refused, and nobody knows yet who reads.
  if (role.value === null) return <div class="skeleton" role="status" aria-label={t('loading')} />;
  if (role.value === 'reader') return <Failed problem={new Problem(403, 'forbidden', '')} />;

  const submit = async (event: Event) => {
    event.preventDefault();
    setTried(true);
    if (wrongName) return nameField.current!.focus();
    if (wrongId) return idField.current!.focus();
    if (!definition) return;
    setMaking(true);
    setProblem(null);
    try {
      // Another one may have taken the id since the surveys were listed.
      const now = await ask<Surveys>('v1/surveys');
      if (now.surveys.some((each) => each.survey === id)) {
        listed.again();
        return idField.current!.focus();
      }
      const answer = await ask<Survey>(`v1/surveys/${id}`, {method: 'PUT', body: definition});
      load(savedOf(answer));
      made.value = id;
      relist();
      visit(hrefOnly({survey: id, view: 'edit'}));
    } catch (refused) {
      if (!(refused instanceof Problem)) throw refused;
      setProblem(refused);
    } finally {
      setMaking(false);
    }
  };

  return (
    <div class="editor">
      <div class="headed">
        <h1>{t('editor_new')}</h1>
      </div>
      <form class="new-survey editor-columns" onSubmit={submit} noValidate>
        <div class="editor-form">
          <fieldset class="card radios templates">
            <legend>
              <h2>{t('editor_begin_with')}</h2>
            </legend>
            {CHOICES.map((each) => (
              <label key={each} class={each === template ? 'chosen' : ''}>
                <input type="radio" name="template" checked={each === template} disabled={each === 'copy' && surveys.length === 0} onChange={() => go({template: each}, {replace: true})} />
                <span>
                  {t(`editor_template_${each}`)}
                  <small>{t(`editor_template_${each}_text`)}</small>
                </span>
              </label>
            ))}
          </fieldset>
          <section class="card">
            {copying && (
              <div class="field">
                <label for="new-source">{t('editor_copy_from')}</label>
                <select id="new-source" value={source} onChange={({currentTarget}) => setOriginal(currentTarget.value)}>
                  {surveys.map((each) => (
                    <option key={each.survey} value={each.survey}>
                      {each.name}
                    </option>
                  ))}
                </select>
              </div>
            )}
            <div class="field">
              <label for="new-name">{t('editor_f_name')}</label>
              <input ref={nameField} id="new-name" type="text" maxLength={200} value={name} aria-invalid={tried && wrongName !== ''} aria-describedby="new-name-fault new-name-hint" onInput={({currentTarget}) => setName(currentTarget.value)} />
              <div id="new-name-fault" role="alert">{tried && wrongName && <p class="fault">{wrongName}</p>}</div>
              <small id="new-name-hint">{t('editor_h_name')}</small>
            </div>
            <div class="field">
              <label for="new-id">{t('editor_survey_id')}</label>
              <input
                ref={idField}
                id="new-id"
                type="text"
                class="code"
                spellcheck={false}
                autocapitalize="none"
                value={id}
                aria-invalid={(tried || typedId !== null) && wrongId !== ''}
                aria-describedby="new-id-fault new-id-hint"
                onInput={({currentTarget}) => setId(currentTarget.value)}
              />
              <div id="new-id-fault" role="alert">{(tried || typedId !== null) && wrongId && <p class="fault">{wrongId}</p>}</div>
              <small id="new-id-hint">{t('editor_survey_id_text')}</small>
            </div>
            {!copying && (
              <>
                <fieldset class="checks">
                  <legend>{t('editor_languages')}</legend>
                  {TEMPLATE_LOCALES.map((locale) => {
                    const chosen = locales.includes(locale);
                    return (
                      <label key={locale}>
                        <input
                          type="checkbox"
                          checked={chosen}
                          disabled={chosen && locales.length === 1}
                          onChange={() => setLocales(chosen ? locales.filter((each) => each !== locale) : [...locales, locale])}
                        />
                        {languageName(locale)}
                      </label>
                    );
                  })}
                  <small>{t('editor_new_languages')}</small>
                </fieldset>
                {locales.length > 1 && (
                  <div class="field">
                    <label for="new-main">{t('editor_f_default_locale')}</label>
                    <select id="new-main" value={main} onChange={({currentTarget}) => setMain(currentTarget.value)}>
                      {locales.map((locale) => (
                        <option key={locale} value={locale}>
                          {languageName(locale)}
                        </option>
                      ))}
                    </select>
                  </div>
                )}
              </>
            )}
            {problem && <Failed problem={problem} />}
            {problem && problem.errors.length > 0 && (
              <ul>
                {problem.errors.map((fault, index) => (
                  <li key={index} class="fault">
                    {placeOf(fault)}: {faultText(fault).text} {faultText(fault).detail && <span lang="en">{faultText(fault).detail}</span>}
                  </li>
                ))}
              </ul>
            )}
            <p class="actions">
              <button type="submit" class="primary" disabled={making || !definition}>
                {making ? t('editor_making') : t('editor_make')}
              </button>
            </p>
          </section>
        </div>
        <div class="editor-preview">{definition && <NewPreview definition={definition} template={template} />}</div>
      </form>
    </div>
  );
};

/** What is being made, under an id that is no survey's. */
const NewPreview = ({definition, template}: {definition: Members; template: string}) => {
  const named = useMemo(() => ({...definition, name: 'Preview'}), [JSON.stringify({...definition, name: ''})]);
  const checked = useChecked(`new-${template}`, named);
  if (checked.embedded) return <Preview key={template} draft={checked.embedded} locales={localesOf(named)} />;
  if (checked.problem) return <Failed problem={checked.problem} />;
  if (checked.faults.length) return <Notice kind="empty" title={t('editor_preview_none')} />;
  return <div class="skeleton" role="status" aria-label={t('loading')} />;
};
