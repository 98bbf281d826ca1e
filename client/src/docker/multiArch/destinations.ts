import type { EngineKind } from '../engine';
import { readPlatform } from './platforms';
import type { Destination } from './words';

/** What decides where an image of several platforms can go. */
export interface Circumstances {
  readonly engine: EngineKind;
  readonly platforms: readonly string[];
  /** Of the engine; matters to docker alone. */
  readonly store: 'containerd' | 'classic' | 'unknown';
  /** Of the builder; empty if it is not known. */
  readonly driver: string;
}

/** Why a destination is not possible. */
export type Obstacle = 'only-files' | 'driver-several' | 'driver-archive' | 'load-several';

interface ObstacleRow {
  readonly id: Obstacle;
  readonly destinations: readonly Destination['kind'][];
  readonly holds: (circumstances: Circumstances) => boolean;
  readonly source: string;
}

const several = ({ platforms }: Circumstances): boolean => platforms.length > 1;
const classicDriver = ({ engine, store, driver }: Circumstances): boolean =>
  engine === 'docker' && store === 'classic' && driver === 'docker';

/** The first row that holds is told. */
const obstacles: readonly ObstacleRow[] = [
  {
    id: 'driver-several',
    destinations: ['push', 'load', 'archive', 'files'],
    holds: (one) => classicDriver(one) && several(one),
    source: 'buildx: build/opt.go, driver.MultiPlatform; measured with Docker 28.5 and the classic store',
  },
  {
    id: 'only-files',
    destinations: ['push', 'load', 'archive'],
    holds: ({ platforms }) => platforms.some((name) => readPlatform(name).os !== 'linux'),
    source: 'no engine runs containers of darwin; those of windows need images that only Windows builds',
  },
  {
    id: 'driver-archive',
    destinations: ['archive'],
    holds: classicDriver,
    source: 'buildx: build/opt.go, driver.OCIExporter; measured with Docker 28.5 and the classic store',
  },
  {
    id: 'load-several',
    destinations: ['load'],
    holds: (one) => one.engine === 'docker' && one.store === 'classic' && several(one),
    source: 'buildx: build/opt.go, "docker exporter does not currently support exporting manifest lists"',
  },
];

export function obstacleTo(destination: Destination['kind'], circumstances: Circumstances): Obstacle | undefined {
  return obstacles.find(({ destinations, holds }) => destinations.includes(destination) && holds(circumstances))?.id;
}
