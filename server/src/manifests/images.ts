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
 * 2. If there are none: those whose image has the name of such a repository, where its registry is computed (`$REGISTRY/shop`).
 * 3. If the project's files give it no name: those whose image is neither one of another Dockerfile of the project nor one that
 *    the whole world runs, provided all of them run the same image. With two images it could be either one.
 *
 * @param own tags of this Dockerfile
 * @param others tags of the project's other Dockerfiles
 */
export function workloadsRunning(
  candidates: readonly Candidate[],
  own: readonly ImageTag[],
  others: readonly ImageTag[],
): readonly Candidate[] {
  const runs = (test: (image: string) => boolean): readonly Candidate[] =>
    candidates.filter(({ workload }) => workload.containers.some(({ image }) => image !== undefined && test(image)));
  const literal = new Set(own.filter((tag) => !isComputed(repositoryOf(tag))).map(repositoryOf));
  const exact = runs((image) => literal.has(repositoryOf(image)));
  if (exact.length > 0) return exact;
  const names = new Set(own.flatMap((tag) => (isComputed(repositoryOf(tag)) ? (nameOf(tag) ?? []) : [])));
  const alike = runs((image) => names.has(nameOf(image) ?? '$'));
  if (alike.length > 0 || literal.size + names.size > 0) return alike;
  const foreign = new Set(others.flatMap((tag) => nameOf(tag) ?? []));
  const isOurs = (image: string): boolean => !isPublic(image) && !foreign.has(nameOf(image) ?? '$');
  const ours = runs(isOurs);
  const images = ours.flatMap(({ workload }) =>
    workload.containers.flatMap(({ image }) => (image !== undefined && isOurs(image) ? [repositoryOf(image)] : [])),
  );
  return new Set(images).size === 1 ? ours : [];
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
