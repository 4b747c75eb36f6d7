import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {look} from '../lib/look.js';
import {language, languageName, t} from '../lib/words.js';
import {getIn, isMembers, setIn, type Members} from './json.js';

interface Props {
  /** What the script embeds of the draft. */
  draft: Members;
  locales: string[];
}

/** How wide a page is on each device, and how high. */
const SIZES = {desktop: [860, 600], phone: [375, 667]} as const;
/** What the page's own bars take of the height, in pixels. */
const BARS = 260;
type Device = keyof typeof SIZES;

/** The real widget on a page like a shop's. It can be answered, and sends nothing. */
export const Preview = ({draft, locales}: Props) => {
  const [device, setDevice] = useState<Device>(innerWidth < 640 ? 'phone' : 'desktop');
  const [dark, setDark] = useState(look.value === 'dark');
  const [wanted, setLocale] = useState<string | null>(null);
  const [begin, setBegin] = useState<string | null>(null);
  const [turn, setTurn] = useState(0);
  const [room, setRoom] = useState<{width: number; height: number} | null>(null);
  const frame = useRef<HTMLIFrameElement>(null);
  const stage = useRef<HTMLDivElement>(null);
  const locale = wanted !== null && locales.includes(wanted) ? wanted : (locales.find((each) => each === language.value) ?? locales[0] ?? 'en');
  const theme = isMembers(draft['theme']) ? draft['theme'] : {};
  // A survey that is always light stays so on a dark phone.
  const force = theme['scheme'] === undefined || theme['scheme'] === 'auto';
  const questions = Array.isArray(draft['questions']) ? draft['questions'] : [];
  const first = Math.max(0, questions.findIndex((question) => getIn(question, ['id']) === begin));
  // It is asked whatever would have come before it.
  const asked = first === 0 ? draft : {...draft, questions: [setIn(questions[first], ['show_if'], undefined)!, ...questions.slice(first + 1)]};
  const shown = JSON.stringify([asked, locale, dark]);

  // Before the frame can say that it is ready: it would be shown what was before, or nothing.
  useLayoutEffect(() => {
    const answer = ({origin, source, data}: MessageEvent) => {
      const own = frame.current?.contentWindow;
      if (origin !== location.origin || !own || source !== own || data?.glas !== 'ready') return;
      own.postMessage({glas: 'show', draft: asked, lang: locale, scheme: dark ? 'dark' : 'light', force}, location.origin);
    };
    addEventListener('message', answer);
    return () => removeEventListener('message', answer);
  }, [shown]);

  useEffect(() => {
    const measure = new ResizeObserver(([entry]) => setRoom({width: entry!.contentRect.width, height: innerHeight}));
    measure.observe(stage.current!);
    return () => measure.disconnect();
  }, []);

  const [wide, high] = SIZES[device];
  // It has a border on either side, and lies between the bars of the page.
  const scale = room ? Math.min(1, (room.width - 2) / wide, Math.max(0.5, (room.height - BARS) / high)) : 1;
  return (
    <section class="preview" aria-label={t('editor_preview')}>
      <div class="preview-bar">
        <span role="group" aria-label={t('editor_preview_device')}>
          {(['desktop', 'phone'] as const).map((each) => (
            <button key={each} type="button" class="quiet" aria-pressed={each === device} onClick={() => setDevice(each)}>
              {t(`editor_device_${each}`)}
            </button>
          ))}
        </span>
        <button type="button" class="quiet" aria-pressed={dark} onClick={() => setDark(!dark)}>
          {t('editor_dark')}
        </button>
        {locales.length > 1 && (
          <label>
            <span class="unseen">{t('editor_preview_language')}</span>
            <select value={locale} onChange={({currentTarget}) => setLocale(currentTarget.value)}>
              {locales.map((each) => (
                <option key={each} value={each}>
                  {languageName(each)}
                </option>
              ))}
            </select>
          </label>
        )}
        {questions.length > 1 && (
          <label>
            <span class="unseen">{t('editor_preview_from')}</span>
            <select value={String(getIn(questions[first], ['id']) ?? '')} onChange={({currentTarget}) => setBegin(currentTarget.value)}>
              {questions.map((question, index) => (
                <option key={index} value={String(getIn(question, ['id']))}>
                  {t('editor_preview_from_n', {n: index + 1})}
                </option>
              ))}
            </select>
          </label>
        )}
        <button type="button" class="quiet" onClick={() => setTurn(turn + 1)}>
          {t('editor_again')}
        </button>
      </div>
      <div class="stage" ref={stage}>
        <div class="device" style={{width: `${wide * scale}px`, height: `${high * scale}px`}}>
          <iframe
            key={`${shown}${turn}`}
            ref={frame}
            src="dashboard/preview.html"
            title={t('editor_preview')}
            style={{width: `${wide}px`, height: `${high}px`, transform: `scale(${scale})`}}
          />
        </div>
      </div>
      <small>{t('editor_preview_text')}</small>
    </section>
  );
};
