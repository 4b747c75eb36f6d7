import {render} from 'preact';
import {App} from './App.js';
// All style sheets are here: those of parts that are loaded later would not come with them.
import 'uplot/dist/uPlot.min.css';
import './styles/base.css';
import './styles/charts.css';
import './styles/overview.css';
import './styles/filters.css';
import './styles/scores.css';
import './styles/insights.css';
import './styles/voices.css';
import './styles/editor.css';
import './styles/share.css';
import './styles/print.css';
import {language, speak, wantedLanguage} from './lib/words.js';

const wanted = wantedLanguage();
// A page in English is better than none.
if (wanted !== language.value) await speak(wanted).catch(() => {});
render(<App />, document.getElementById('app')!);
