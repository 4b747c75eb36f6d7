/** Fills the `{name}` places of a system string. */
export const fill = (template: string, values: Record<string, string | number>) =>
  template.replace(/\{(\w+)\}/g, (_, name) => `${values[name]}`);
