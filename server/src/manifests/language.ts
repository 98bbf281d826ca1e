import type { Workload } from './workload';

/** Languages, their runtimes and frameworks as images, containers and labels name them. */
const others =
  /java(?!script)|jdk|jre|jvm|corretto|dragonwell|temurin|zulu|semeru|graalvm|tomcat|jetty|wildfly|jboss|quarkus|spring|maven|gradle|kotlin|scala|python|pypy|django|flask|fastapi|uvicorn|gunicorn|celery|node(?:js)?(?![a-z])|npm|javascript|typescript|nestjs|nextjs|php|laravel|ruby|rails|dotnet|aspnet|csharp|rust|elixir|erlang|nginx/i;

/** A word for itself, or the first or last part of a name. */
const go = /golang|^go(?:[-_.:]|$)|(?<!to)[-_./]go(?:$|[:@])|^go\d/i;

/** Labels that tell a language: `language`, `app.example.com/runtime`. */
const tells = /(?:^|[./_-])(?:lang|language|runtime|stack)$/i;

/**
 * Whether a workload is said to run a Go program by its names, those of its containers and images, or a label; and nothing among
 * these speaks of another language.
 */
export function isSaidToRunGo({ name, containers, pod, above }: Workload): boolean {
  const names = [name, ...containers.flatMap((container) => [container.name, container.image])];
  const labels = [pod, ...above].flatMap((metadata) => [
    ...(metadata?.labels?.entries ?? []),
    ...(metadata?.annotations?.entries ?? []),
  ]);
  const told = labels.flatMap(({ name: label, value }) => (tells.test(label) && value !== undefined ? [value] : []));
  const texts = [...names, ...told].flatMap((text) => text ?? []);
  return !texts.some((text) => others.test(text)) && texts.some((text) => go.test(text));
}
