import {useId} from 'preact/hooks';

export interface Option {
  value: string;
  name: string;
}

interface Props {
  label: string;
  value: string;
  options: Option[];
  choose: (value: string) => void;
  class?: string;
}

/** A labelled list to choose from. What is chosen is in it, also if it should not be. */
export const Choice = ({label, value, options, choose, class: name = ''}: Props) => {
  const id = useId();
  const known = options.some((option) => option.value === value);
  return (
    <div class={`choice ${name}`}>
      <label for={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => choose(event.currentTarget.value)}>
        {(known ? options : [...options, {value, name: value}]).map((option) => (
          <option key={option.value} value={option.value} selected={option.value === value}>
            {option.name}
          </option>
        ))}
      </select>
    </div>
  );
};
