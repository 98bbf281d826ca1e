import { escapeMarkup } from './text';

/** Addresses as the page may load them, and what its security policy is made of. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** Where VS Code serves files of an extension from, for the policy. */
  readonly source: string;
  /** Unguessable, new for each page. */
  readonly nonce: string;
}

/** The page of the panel. It loads its own script and style sheet and nothing else, from nowhere else. */
export function pageHtml({ script, style, source, nonce }: PageParts): string {
  const policy = `default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${source}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Build graph</title>
<link rel="stylesheet" href="${escapeMarkup(style)}">
</head>
<body>
<header>
<h1 id="name"></h1>
<div role="toolbar" aria-label="Picture">
<button type="button" id="zoom-out" title="Zoom out (-)" aria-label="Zoom out">&#8722;</button>
<button type="button" id="zoom-reset" title="Original size (0)" aria-label="Original size">100%</button>
<button type="button" id="zoom-in" title="Zoom in (+)" aria-label="Zoom in">+</button>
<button type="button" id="zoom-fit" title="Fit into the panel (f)">Fit</button>
<button type="button" id="save">Save as SVG</button>
</div>
</header>
<p id="status" role="status"></p>
<main>
<div id="picture"></div>
<details id="as-list">
<summary>As a list</summary>
<div id="list"></div>
</details>
</main>
<script nonce="${escapeMarkup(nonce)}" src="${escapeMarkup(script)}"></script>
</body>
</html>
`;
}
