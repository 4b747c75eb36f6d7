/**
 * Builds an element. What it has as a property is set as one, the rest as attributes; texts become text nodes:
 * nothing here is ever parsed as markup.
 */
export const el = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, unknown> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in element) Object.assign(element, {[name]: value});
    else if (value !== undefined) element.setAttribute(name, `${value}`);
  }
  element.append(...children);
  return element;
};
