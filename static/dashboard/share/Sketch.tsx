import type {Placement} from './snippets.js';

/** Where on a page the survey stands. */
export const Sketch = ({placement}: {placement: Placement}) => (
  <svg class="sketch" viewBox="0 0 120 76" width="120" height="76" aria-hidden="true">
    <rect class="sketch-page" x="1" y="1" width="118" height="74" rx="6" />
    <path class="sketch-words" d="M12 16h40M12 28h96M12 40h88M12 52h92M12 64h60" />
    {placement === 'popover' && <rect class="sketch-survey" x="72" y="38" width="42" height="32" rx="5" />}
    {placement === 'inline' && <rect class="sketch-survey" x="10" y="24" width="100" height="32" rx="5" />}
    {placement === 'tab' && <rect class="sketch-survey" x="107" y="22" width="12" height="34" rx="3" />}
    {placement === 'none' && <rect class="sketch-survey" x="38" y="32" width="44" height="16" rx="8" />}
  </svg>
);
