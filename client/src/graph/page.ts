import { escapeMarkup } from './text';

/** Addresses as the page may load them, and what its security policy is made of. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Where VS Code serves files of an extension from, for the policy. */
  readonly source: string;
  /** Unguessable, new for each page. */
  readonly nonce: string;
  /** As browsers name it: `zh-cn`. */
  readonly language: string;
  readonly words: PageWords;
}

/** What stands on the page, in that language. */
export interface PageWords {
  readonly title: string;
  /** Of the buttons that are for the picture. */
  readonly picture: string;
  readonly zoomOut: string;
  readonly originalSize: string;
  readonly zoomIn: string;
  readonly fit: string;
  readonly fitIntoPanel: string;
  readonly save: string;
  /** The graph once more, as nested lists. */
  readonly asList: string;
}

/** The page of the panel. It loads its own script and style sheet and nothing else, from nowhere else. */
export function pageHtml({ script, style, source, nonce, language, words }: PageParts): string {
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${source}; script-src 'nonce-${nonce}'`;
  const say = (name: keyof PageWords): string => escapeMarkup(words[name]);
  return `<!DOCTYPE html>
<html lang="${escapeMarkup(language)}">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${say('title')}</title>
<link rel="stylesheet" href="${escapeMarkup(style)}">
</head>
<body>
<header>
<h1 id="name"></h1>
<div role="toolbar" aria-label="${say('picture')}">
<button type="button" id="zoom-out" title="${say('zoomOut')} (-)" aria-label="${say('zoomOut')}">&#8722;</button>
<button type="button" id="zoom-reset" title="${say('originalSize')} (0)" aria-label="${say('originalSize')}">100%</button>
<button type="button" id="zoom-in" title="${say('zoomIn')} (+)" aria-label="${say('zoomIn')}">+</button>
<button type="button" id="zoom-fit" title="${say('fitIntoPanel')} (f)">${say('fit')}</button>
<button type="button" id="save">${say('save')}</button>
</div>
</header>
<p id="status" role="status"></p>
<main>
<div id="picture"></div>
<details id="as-list">
<summary>${say('asList')}</summary>
<div id="list"></div>
</details>
</main>
<script nonce="${escapeMarkup(nonce)}" src="${escapeMarkup(script)}"></script>
</body>
</html>
`;
}
