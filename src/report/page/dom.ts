/** Elements without markup: text is always text, so that no prompt and no error can become a tag. */

export type Child = Node | string | null | undefined | false;
type Value = string | number | boolean | null | undefined | ((event: Event) => void);

/** `on…` functions become listeners, `true` an empty attribute; `null`, `undefined` and `false` are left out. */
export type Attributes = Record<string, Value>;

export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Name] {
  return fill(document.createElement(name), attributes, children);
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: Child[]
): SVGElementTagNameMap[Name] {
  return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
}

function fill<Some extends Element>(element: Some, attributes: Attributes, children: Child[]): Some {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    // Custom properties go through the style object: the page's policy allows no style attributes.
    else if (name.startsWith('--'))
      (element as unknown as HTMLElement).style.setProperty(name, String(value));
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...kept(children));
  return element;
}

export function replace(parent: Element, ...children: Child[]): void {
  parent.replaceChildren(...kept(children));
}

const kept = (children: Child[]) =>
  children.filter(
    (child): child is Node | string => child !== null && child !== undefined && child !== false,
  );

/** A button with words, or with a sign and its words for those who do not see it. */
export function button(
  words: string,
  onclick: () => void,
  attributes: Attributes = {},
  sign?: Node,
): HTMLButtonElement {
  const named = sign === undefined ? {} : { 'aria-label': words, title: words };
  return el('button', { type: 'button', ...named, onclick, ...attributes }, sign ?? words);
}

let ids = 0;
export const elementId = (prefix: string) => `${prefix}-${(ids += 1)}`;
