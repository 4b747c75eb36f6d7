import {t} from '../../lib/words.js';
import {listAt, move, remove} from '../draft.js';
import {pointerOf, type Path} from '../json.js';

interface Props {
  /** The list. */
  path: Path;
  index: number;
  name: string;
  onMoved?: (to: number) => void;
  onRemoved?: () => void;
}

/** Moves an item of a list, or takes it away. */
export const Tools = ({path, index, name, onMoved, onRemoved}: Props) => {
  const count = listAt(path).length;
  const idOf = (way: string, at: number) => `${way}-${pointerOf([...path, at])}`;
  const go = (by: -1 | 1) => {
    const to = index + by;
    move(path, index, by, t('editor_moved', {name, to: to + 1, count}));
    onMoved?.(to);
    // The focus goes along, to the other button where there is no further way.
    const way = (by < 0 ? to === 0 : to === count - 1) ? -by : by;
    requestAnimationFrame(() => document.getElementById(idOf(way < 0 ? 'up' : 'down', to))?.focus());
  };
  return (
    <span class="tools">
      <button type="button" class="quiet icon" id={idOf('up', index)} disabled={index === 0} aria-label={t('editor_up', {name})} title={t('editor_up', {name})} onClick={() => go(-1)}>
        ↑
      </button>
      <button
        type="button"
        class="quiet icon"
        id={idOf('down', index)}
        disabled={index === count - 1}
        aria-label={t('editor_down', {name})}
        title={t('editor_down', {name})}
        onClick={() => go(1)}
      >
        ↓
      </button>
      <button
        type="button"
        class="quiet icon"
        aria-label={t('editor_remove', {name})}
        title={t('editor_remove', {name})}
        onClick={() => {
          remove(count === 1 && path.at(-1) !== 'questions' ? path : [...path, index], t('editor_removed', {name}));
          onRemoved?.();
          requestAnimationFrame(() => document.getElementById('undo-removed')?.focus());
        }}
      >
        ×
      </button>
    </span>
  );
};
