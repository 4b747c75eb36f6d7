/** The widget on a page, as a visitor finds it. */
export const widgetOn = (page) => {
  const dialog = page.getByRole('dialog');
  return {
    page,
    dialog,
    panel: page.locator('glas-popover .panel'),
    point: (value) => dialog.getByRole('radio', {name: new RegExp(`^${value} `)}),
    radio: (name) => dialog.getByRole('radio', {name, exact: true}),
    checkbox: (name) => dialog.getByRole('checkbox', {name, exact: true}),
    aspect: (name) => dialog.getByRole('radiogroup', {name}),
    heading: dialog.getByRole('heading'),
    field: dialog.getByRole('textbox'),
    button: (name) => dialog.getByRole('button', {name, exact: true}),
    /** The name of what has the focus in the widget. */
    focused: () => dialog.evaluate((element) => element.getRootNode().activeElement?.ariaLabel),
    /** What a screen reader adds to the heading. */
    described: () =>
      dialog.getByRole('heading').evaluate((heading) => heading.getRootNode().getElementById(heading.getAttribute('aria-describedby'))?.ariaLabel),
    /** Clicks a score, says why, and sends. */
    async answer(score, why) {
      await this.point(score).click();
      await this.field.fill(why);
      await this.button('Send').click();
      await dialog.getByRole('heading', {name: 'Thank you'}).waitFor();
    },
  };
};
