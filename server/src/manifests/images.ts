import type { Workload } from './workload';

/** Repositories of Docker Hub's official images that run in clusters as they are: names without a registry and a folder. */
const official: ReadonlySet<string> = new Set(
  (
    'adminer alpine amazoncorretto arangodb archlinux bash busybox caddy cassandra chronograf clickhouse consul couchbase couchdb ' +
    'debian docker drupal eclipse-mosquitto elasticsearch emqx fedora flink fluentd ghost golang gradle grafana haproxy ' +
    'hello-world httpd influxdb jenkins kapacitor kibana kong logstash mariadb matomo maven mediawiki memcached mongo ' +
    'mongo-express mysql nats neo4j nextcloud nginx node odoo openjdk percona perl php postgres python rabbitmq redis ' +
    'redmine registry rethinkdb ruby rust solr sonarqube storm telegraf tomcat traefik ubuntu varnish vault wordpress zookeeper'
  ).split(' '),
);

/** Registries and accounts that publish images for others. */
const publishers =
  /^(?:registry\.k8s\.io|k8s\.gcr\.io|gcr\.io\/(?:distroless|google[\w-]*|kaniko-project)|mcr\.microsoft\.com|public\.ecr\.aws|docker\.elastic\.co|quay\.io\/(?:prometheus|jetstack|coreos|argoproj|cilium|minio)|bitnami(?:legacy)?|grafana|prom|confluentinc|minio|hashicorp|istio|envoyproxy|jaegertracing|otel|apache|clickhouse|dpage|elastic|fluent|openzipkin|temporalio|zookeeper|library)\//;

/** What a Dockerfile's image is called, as the files of the project say: a tag, perhaps with variables in it. */
export type ImageTag = string;

/** What the Dockerfiles of a project are called by their places. */
export interface CalledByPlace {
  readonly own: string | undefined;
  readonly others: readonly string[];
}

/**
 * What people call the image of a Dockerfile by its place: `shop` for `shop/Dockerfile`, `Dockerfile.shop` and `shop.dockerfile`.
 * @param folder name of the folder that it is in
 */
export function calledByPlace(folder: string, name: string): string {
  const [, ending] = /^(?:docker|container)file\.(.+)$/i.exec(name) ?? [];
  const [, beginning] = /^(.+)\.(?:docker|container)file$/i.exec(name) ?? [];
  return (ending ?? beginning ?? folder).toLowerCase();
}

/** A workload of a file, by the place it has among those of that file. */
export interface Candidate {
  readonly path: string;
  readonly index: number;
  readonly workload: Workload;
}

/**
 * The workloads that run the image which a Dockerfile builds. Never a guess among several:
 *
 * 1. Those that run an image of a repository that the project's files give to this Dockerfile.
 * 2. If there are none: those whose image has the name of such a repository, where its registry is computed (`$REGISTRY/shop`)
 *    or not told (`shop`).
 * 3. If the project's files give it no name: those whose image is called as the Dockerfile's folder is, or as its own name says.
 * 4. If there are none: those whose image is neither one of another Dockerfile of the project nor one that the whole world
 *    runs, provided all of them run the same image. With two images it could be either one.
 *
 * @param own tags of this Dockerfile
 * @param others tags of the project's other Dockerfiles
 * @param called what Dockerfiles are called by their places (see `calledByPlace`): this one, and the project's others
 */
export function workloadsRunning(
  candidates: readonly Candidate[],
  own: readonly ImageTag[],
  others: readonly ImageTag[],
  called: CalledByPlace = { own: undefined, others: [] },
): readonly Candidate[] {
  const runs = (test: (image: string) => boolean): readonly Candidate[] =>
    candidates.filter(({ workload }) => workload.containers.some(({ image }) => image !== undefined && test(image)));
  const literal = new Set(own.filter((tag) => !isComputed(repositoryOf(tag))).map(repositoryOf));
  const exact = runs((image) => literal.has(repositoryOf(image)));
  if (exact.length > 0) return exact;
  const openEnded = (tag: ImageTag): boolean => isComputed(repositoryOf(tag)) || !repositoryOf(tag).includes('/');
  const names = new Set(own.flatMap((tag) => (openEnded(tag) ? (nameOf(tag) ?? []) : [])));
  const literalOfOthers = new Set(others.map(repositoryOf));
  const alike = runs((image) => names.has(nameOf(image) ?? '$') && !literalOfOthers.has(repositoryOf(image)));
  if (alike.length > 0 || literal.size + names.size > 0) return alike;
  const placesOfOthers = called.others.filter((name) => name !== called.own);
  const foreign = new Set([...others.flatMap((tag) => nameOf(tag) ?? []), ...placesOfOthers]);
  const isOurs = (image: string): boolean => !isPublic(image) && !foreign.has(nameOf(image) ?? '$');
  const isCalledSo = (image: string): boolean => isOurs(image) && nameOf(image) === called.own;
  const isAmbiguous = called.own !== undefined && called.others.includes(called.own);
  const isMeant = !isAmbiguous && runs(isCalledSo).length > 0 ? isCalledSo : isOurs;
  const meant = runs(isMeant);
  const images = meant.flatMap(({ workload }) =>
    workload.containers.flatMap(({ image }) => (image !== undefined && isMeant(image) ? [repositoryOf(image)] : [])),
  );
  return new Set(images).size === 1 ? meant : [];
}

/** An image without its tag and digest, and without what Docker Hub's names may leave out. */
export function repositoryOf(image: string): string {
  const [withTag = ''] = image.split('@');
  const repository = withTag.replace(/:[^/]*$/, '');
  return repository.replace(/^(?:index\.)?docker\.io\//, '').replace(/^library\//, '');
}

/** The last part of a repository; undefined if it is computed. */
function nameOf(image: string): string | undefined {
  const name = repositoryOf(image).split('/').at(-1) ?? '';
  return name === '' || isComputed(name) ? undefined : name;
}

function isComputed(text: string): boolean {
  return /[${}]/.test(text);
}

function isPublic(image: string): boolean {
  const repository = repositoryOf(image);
  return official.has(repository) || publishers.test(repository) || isComputed(repository);
}
