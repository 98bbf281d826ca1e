/** Names that people give to Dockerfiles, beside which lie files that merely start or end alike. */
const namePatterns = [
  /^(?:docker|container)file$/i,
  /^(?:Docker|Container)file\..+$/,
  /^.+\.(?:docker|container)file$/i,
];

/** `Dockerfile.md` describes one, `Dockerfile.dockerignore` belongs to one, `Dockerfile.tmpl` becomes one. */
const otherKinds =
  /\.(?:dockerignore|md|markdown|txt|rst|adoc|html?|json|ya?ml|toml|xml|go|py|js|ts|rb|sh|ps1|bat|tmpl|tpl|template|j2|jinja2?|erb|mustache|m4|in|gotmpl|cue|bak|orig|rej|swp|tar|t?gz|zip|lock|log|patch|diff|snap|sha256|sig|asc)$|~$/i;

/**
 * Whether a file of this name (no folder in it) is a Dockerfile: `Dockerfile`, `Dockerfile.dev`, `api.dockerfile`,
 * `Containerfile`.
 */
export function isDockerfileName(name: string): boolean {
  return namePatterns.some((pattern) => pattern.test(name)) && !otherKinds.test(name);
}
